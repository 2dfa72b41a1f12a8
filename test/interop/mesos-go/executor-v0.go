// An executor on the native driver of mesos-go's v0 API for the tests: tasks run until they are killed, or end at once
// when their data says `finish`; messages come back as they went.
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"

	exec "github.com/mesos/mesos-go/api/v0/executor"
	mesos "github.com/mesos/mesos-go/api/v0/mesosproto"
)

type tasks struct{ running map[string]*mesos.TaskID }

func (t *tasks) Registered(exec.ExecutorDriver, *mesos.ExecutorInfo, *mesos.FrameworkInfo, *mesos.SlaveInfo) {
	fmt.Println("registered")
}

func (t *tasks) Reregistered(exec.ExecutorDriver, *mesos.SlaveInfo) { fmt.Println("reregistered") }

func (t *tasks) Disconnected(exec.ExecutorDriver) { fmt.Println("disconnected") }

func (t *tasks) LaunchTask(driver exec.ExecutorDriver, task *mesos.TaskInfo) {
	t.running[task.TaskId.GetValue()] = task.TaskId
	send(driver, task.TaskId, mesos.TaskState_TASK_RUNNING)
	if string(task.Data) == "finish" {
		t.end(driver, task.TaskId, mesos.TaskState_TASK_FINISHED)
	}
}

func (t *tasks) KillTask(driver exec.ExecutorDriver, id *mesos.TaskID) {
	t.end(driver, id, mesos.TaskState_TASK_KILLED)
}

func (t *tasks) FrameworkMessage(driver exec.ExecutorDriver, message string) {
	driver.SendFrameworkMessage(message)
}

func (t *tasks) Shutdown(driver exec.ExecutorDriver) {
	fmt.Println("shutdown")
	for _, id := range t.running {
		t.end(driver, id, mesos.TaskState_TASK_KILLED)
	}
}

func (t *tasks) Error(_ exec.ExecutorDriver, message string) { fmt.Println("error", message) }

func (t *tasks) end(driver exec.ExecutorDriver, id *mesos.TaskID, state mesos.TaskState) {
	delete(t.running, id.GetValue())
	send(driver, id, state)
}

func send(driver exec.ExecutorDriver, id *mesos.TaskID, state mesos.TaskState) {
	status := &mesos.TaskStatus{TaskId: id, State: &state, Data: []byte(strconv.Itoa(os.Getpid()))}
	if _, err := driver.SendStatusUpdate(status); err != nil {
		fmt.Println("error", err)
	}
}

func main() {
	flag.Parse()
	driver, err := exec.NewMesosExecutorDriver(exec.DriverConfig{Executor: &tasks{map[string]*mesos.TaskID{}}})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	if _, err := driver.Run(); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
}
