// An executor on the v1 API of mesos-go for the tests; what it does is said in ../executor-contract.ts.
// Argument: json or protobuf.
package main

import (
	"context"
	"log"
	"os"
	"strings"
	"time"

	"github.com/pborman/uuid"

	mesos "github.com/mesos/mesos-go/api/v1/lib"
	"github.com/mesos/mesos-go/api/v1/lib/encoding"
	"github.com/mesos/mesos-go/api/v1/lib/encoding/codecs"
	"github.com/mesos/mesos-go/api/v1/lib/executor"
	"github.com/mesos/mesos-go/api/v1/lib/executor/calls"
	"github.com/mesos/mesos-go/api/v1/lib/executor/config"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli/httpexec"
)

type state struct {
	cfg            config.Config
	sender         calls.Sender
	unackedTasks   map[string]mesos.TaskInfo
	unackedUpdates map[string]executor.Call_Update
	isOver         bool
}

func (s *state) call(call *executor.Call) *executor.Call {
	return call.With(calls.Framework(s.cfg.FrameworkID), calls.Executor(s.cfg.ExecutorID))
}

func (s *state) send(call *executor.Call) {
	response, err := s.sender.Send(context.Background(), calls.NonStreaming(s.call(call)))
	if response != nil {
		response.Close()
	}
	if err != nil {
		log.Printf("%v: %v", call.GetType(), err)
	}
}

func (s *state) update(task mesos.TaskID, taskState mesos.TaskState) {
	now := float64(time.Now().UnixNano()) / 1e9
	status := mesos.TaskStatus{
		TaskID:     task,
		State:      &taskState,
		Source:     mesos.SOURCE_EXECUTOR.Enum(),
		ExecutorID: &mesos.ExecutorID{Value: s.cfg.ExecutorID},
		Timestamp:  &now,
		UUID:       []byte(uuid.NewRandom()),
	}
	call := calls.Update(status)
	s.unackedUpdates[string(status.UUID)] = *call.Update
	s.send(call)
}

func (s *state) happened(event *executor.Event) {
	switch event.GetType() {
	case executor.Event_LAUNCH:
		task := event.GetLaunch().GetTask()
		s.unackedTasks[task.TaskID.Value] = task
		s.update(task.TaskID, mesos.TASK_RUNNING)
		if strings.HasPrefix(task.TaskID.Value, "short") {
			s.update(task.TaskID, mesos.TASK_FINISHED)
		}
	case executor.Event_KILL:
		s.update(event.GetKill().GetTaskID(), mesos.TASK_KILLED)
	case executor.Event_ACKNOWLEDGED:
		delete(s.unackedTasks, event.GetAcknowledged().GetTaskID().Value)
		delete(s.unackedUpdates, string(event.GetAcknowledged().GetUUID()))
	case executor.Event_MESSAGE:
		s.send(calls.Message(event.GetMessage().GetData()))
	case executor.Event_SHUTDOWN:
		s.isOver = true
	}
}

// subscribe follows one subscription to its end.
func (s *state) subscribe() error {
	tasks := []mesos.TaskInfo{}
	for _, task := range s.unackedTasks {
		tasks = append(tasks, task)
	}
	updates := []executor.Call_Update{}
	for _, update := range s.unackedUpdates {
		updates = append(updates, update)
	}
	response, err := s.sender.Send(context.Background(), calls.NonStreaming(s.call(calls.Subscribe(tasks, updates))))
	if response != nil {
		defer response.Close()
	}
	for err == nil && !s.isOver {
		var event executor.Event
		if err = response.Decode(&event); err == nil {
			s.happened(&event)
		}
	}
	return err
}

func main() {
	cfg, err := config.FromEnv()
	if err != nil {
		log.Fatal(err)
	}
	client := httpcli.New(
		httpcli.Endpoint("http://"+cfg.AgentEndpoint+"/api/v1/executor"),
		httpcli.Codec(codecs.ByMediaType[encoding.MediaType("application/"+map[string]string{
			"json": "json", "protobuf": "x-protobuf",
		}[os.Args[1]])]),
		httpcli.Do(httpcli.With()),
	)
	s := &state{
		cfg:            cfg,
		sender:         httpexec.NewSender(client.Send),
		unackedTasks:   map[string]mesos.TaskInfo{},
		unackedUpdates: map[string]executor.Call_Update{},
	}
	for !s.isOver {
		log.Print("subscription ended: ", s.subscribe())
		time.Sleep(100 * time.Millisecond)
	}
}
