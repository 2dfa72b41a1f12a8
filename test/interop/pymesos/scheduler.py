"""A scheduler on pymesos for the tests; what it reports and obeys is said in ../scheduler-contract.ts.

Arguments: the master as HOST:PORT.
"""

import json
import logging
import os
import pwd
import sys

from pymesos import MesosSchedulerDriver, Scheduler

SHORT_TASKS = ["short-%d" % number for number in range(5)]


def report(**fields):
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


class TestScheduler(Scheduler):
    def __init__(self):
        self.waiting = [(name, "echo short") for name in SHORT_TASKS]
        self.waiting.append(("sleeper", "sleep 600"))

    def registered(self, driver, framework_id, master_info):
        report(subscribed=framework_id["value"])

    def reregistered(self, driver, master_info):
        report(subscribed=driver.framework_id)

    def resourceOffers(self, driver, offers):
        for offer in offers:
            tasks = [self.task(offer, *waiting) for waiting in self.waiting]
            self.waiting = []
            driver.launchTasks(offer["id"], tasks, {"refuse_seconds": 1})

    def task(self, offer, name, command):
        return {
            "name": name,
            "task_id": {"value": name},
            "agent_id": offer["agent_id"],
            "command": {"value": command},
            "resources": [
                {"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.1}},
                {"name": "mem", "type": "SCALAR", "scalar": {"value": 32}},
            ],
        }

    def statusUpdate(self, driver, status):
        report(
            update={
                "task": status["task_id"]["value"],
                "state": status["state"],
                "reason": status.get("reason"),
                "message": status.get("message"),
            }
        )

    def error(self, driver, message):
        report(error=message)


def main():
    logging.basicConfig(level=logging.INFO)
    framework = {
        "user": pwd.getpwuid(os.getuid()).pw_name,
        "name": "pymesos",
        "failover_timeout": 600,
        "capabilities": [{"type": "PARTITION_AWARE"}],
    }
    driver = MesosSchedulerDriver(TestScheduler(), framework, sys.argv[1])
    driver.start()
    for line in sys.stdin:
        order = line.strip()
        if order == "reconcile":
            driver.reconcileTasks([{"task_id": {"value": name}} for name in ("sleeper", "nobody")])
        elif order == "reconcile-all":
            driver.reconcileTasks([])
        elif order == "kill":
            driver.killTask({"value": "sleeper"})
        elif order == "teardown":
            driver.stop()
            driver.join()


if __name__ == "__main__":
    main()
