// A scheduler on the native driver of mesos-go's v0 API for the tests; what it reports and obeys is said in
// ../scheduler-contract.ts. Arguments: the master as HOST:PORT and, when the tasks are to run in an executor of ours,
// its program.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/gogo/protobuf/proto"
	"github.com/mesos/mesos-go/api/v0/detector"
	mesos "github.com/mesos/mesos-go/api/v0/mesosproto"
	util "github.com/mesos/mesos-go/api/v0/mesosutil"
	sched "github.com/mesos/mesos-go/api/v0/scheduler"
	"github.com/mesos/mesos-go/api/v0/upid"
)

// masterWatch is a detector for one master. That of the library asks the master for its address every 30 s, and that
// is the same after a restart; this one asks for the id.
type masterWatch struct {
	address string
	once    sync.Once
	done    chan struct{}
}

func (w *masterWatch) Detect(listener detector.MasterChanged) error {
	go func() {
		known := ""
		for {
			id, leader := w.ask()
			if pid, err := upid.Parse(leader); err == nil && id != known {
				if known != "" {
					listener.OnMasterChanged(nil)
				}
				known = id
				listener.OnMasterChanged(detector.CreateMasterInfo(pid))
			}
			select {
			case <-w.done:
				return
			case <-time.After(200 * time.Millisecond):
			}
		}
	}()
	return nil
}

func (w *masterWatch) ask() (string, string) {
	var state struct{ ID, Leader string }
	response, err := http.Get("http://" + w.address + "/state")
	if err != nil {
		return "", ""
	}
	defer response.Body.Close()
	if json.NewDecoder(response.Body).Decode(&state) != nil {
		return "", ""
	}
	return state.ID, state.Leader
}

func (w *masterWatch) Done() <-chan struct{} { return w.done }
func (w *masterWatch) Cancel()               { w.once.Do(func() { close(w.done) }) }

type framework struct {
	sync.Mutex
	id      *mesos.FrameworkID
	agent   *mesos.SlaveID
	waiting [][2]string
	// executor is nil for command tasks.
	executor *mesos.ExecutorInfo
}

func (f *framework) Registered(_ sched.SchedulerDriver, id *mesos.FrameworkID, _ *mesos.MasterInfo) {
	f.id = id
	report("subscribed", id.GetValue())
}

func (f *framework) Reregistered(_ sched.SchedulerDriver, _ *mesos.MasterInfo) {
	report("subscribed", f.id.GetValue())
}

func (f *framework) ResourceOffers(driver sched.SchedulerDriver, offers []*mesos.Offer) {
	for _, offer := range offers {
		f.use(driver, offer)
	}
}

func (f *framework) use(driver sched.SchedulerDriver, offer *mesos.Offer) {
	f.Lock()
	waiting := f.waiting
	f.waiting = nil
	f.agent = offer.SlaveId
	f.Unlock()
	filters := &mesos.Filters{RefuseSeconds: proto.Float64(1)}
	tasks := []*mesos.TaskInfo{}
	for _, names := range waiting {
		task := &mesos.TaskInfo{
			Name:    proto.String(names[0]),
			TaskId:  util.NewTaskID(names[0]),
			SlaveId: offer.SlaveId,
			Resources: []*mesos.Resource{
				util.NewScalarResource("cpus", 0.1),
				util.NewScalarResource("mem", 32),
			},
		}
		if f.executor == nil {
			task.Command = util.NewCommandInfo(names[1])
		} else {
			task.Executor = f.executor
			if strings.HasPrefix(names[0], "short") {
				task.Data = []byte("finish")
			}
		}
		tasks = append(tasks, task)
	}
	// Without tasks the driver declines.
	if _, err := driver.LaunchTasks([]*mesos.OfferID{offer.Id}, tasks, filters); err != nil {
		fmt.Fprintln(os.Stderr, "an offer was not used:", err)
	}
}

func (f *framework) StatusUpdate(_ sched.SchedulerDriver, status *mesos.TaskStatus) {
	said := update{
		Task: status.TaskId.GetValue(), State: status.GetState().String(), Message: status.GetMessage(),
	}
	if status.Reason != nil {
		said.Reason = status.GetReason().String()
	}
	report("update", said)
}

func (f *framework) FrameworkMessage(_ sched.SchedulerDriver, _ *mesos.ExecutorID, _ *mesos.SlaveID, data string) {
	report("message", data)
}

func (f *framework) Error(_ sched.SchedulerDriver, message string)                              { report("error", message) }
func (f *framework) Disconnected(sched.SchedulerDriver)                                         {}
func (f *framework) OfferRescinded(sched.SchedulerDriver, *mesos.OfferID)                       {}
func (f *framework) SlaveLost(sched.SchedulerDriver, *mesos.SlaveID)                            {}
func (f *framework) ExecutorLost(sched.SchedulerDriver, *mesos.ExecutorID, *mesos.SlaveID, int) {}

func (f *framework) obey(driver sched.SchedulerDriver, order string) {
	f.Lock()
	agent := f.agent
	f.Unlock()
	var err error
	switch order {
	case "reconcile":
		// The state that is asked for means nothing.
		named := util.NewTaskStatus(util.NewTaskID("sleeper"), mesos.TaskState_TASK_STAGING)
		named.SlaveId = agent
		nobody := util.NewTaskStatus(util.NewTaskID("nobody"), mesos.TaskState_TASK_STAGING)
		_, err = driver.ReconcileTasks([]*mesos.TaskStatus{named, nobody})
	case "reconcile-all":
		_, err = driver.ReconcileTasks(nil)
	case "message":
		_, err = driver.SendFrameworkMessage(f.executor.ExecutorId, agent, "hello")
	case "kill":
		_, err = driver.KillTask(util.NewTaskID("sleeper"))
	case "teardown":
		_, err = driver.Stop(false)
	}
	if err != nil {
		report("error", fmt.Sprintf("%s: %v", order, err))
	}
}

func main() {
	flag.Parse()
	address := flag.Arg(0)
	f := &framework{waiting: waitingTasks}
	if program := flag.Arg(1); program != "" {
		f.executor = util.NewExecutorInfo(util.NewExecutorID("executor"), util.NewCommandInfo(program))
		f.executor.Resources = []*mesos.Resource{
			util.NewScalarResource("cpus", 0.1),
			util.NewScalarResource("mem", 32),
		}
	}
	driver, err := sched.NewMesosSchedulerDriver(sched.DriverConfig{
		Scheduler: f,
		Framework: &mesos.FrameworkInfo{
			User:            proto.String(username()),
			Name:            proto.String("mesos-go v0"),
			FailoverTimeout: proto.Float64(600),
			Checkpoint:      proto.Bool(true),
		},
		Master:         address,
		BindingAddress: net.ParseIP("127.0.0.1"),
		NewDetector: func() (detector.Master, error) {
			return &masterWatch{address: address, done: make(chan struct{})}, nil
		},
	})
	if err != nil {
		panic(err)
	}
	if _, err := driver.Start(); err != nil {
		panic(err)
	}
	obeyOrders(func(order string) { f.obey(driver, order) })
}
