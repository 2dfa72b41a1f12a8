"""An executor on pymesos for the tests; what it does is said in ../executor-contract.ts."""

import logging

from pymesos import Executor, MesosExecutorDriver


class TestExecutor(Executor):
    def launchTask(self, driver, task):
        self.update(driver, task["task_id"], "TASK_RUNNING")
        if task["task_id"]["value"].startswith("short"):
            self.update(driver, task["task_id"], "TASK_FINISHED")

    def killTask(self, driver, task_id):
        self.update(driver, task_id, "TASK_KILLED")

    def frameworkMessage(self, driver, message):
        driver.sendFrameworkMessage(message)

    def shutdown(self, driver):
        logging.info("shutdown")

    def update(self, driver, task_id, state):
        driver.sendStatusUpdate({"task_id": task_id, "state": state})


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    MesosExecutorDriver(TestExecutor()).run()
