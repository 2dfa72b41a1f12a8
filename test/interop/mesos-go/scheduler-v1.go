// A scheduler on the v1 API of mesos-go for the tests; what it reports and obeys is said in
// ../scheduler-contract.ts. It also follows the operator's event stream and reports the types of its events.
// Arguments: the master as HOST:PORT, and json or protobuf.
package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	mesos "github.com/mesos/mesos-go/api/v1/lib"
	"github.com/mesos/mesos-go/api/v1/lib/backoff"
	"github.com/mesos/mesos-go/api/v1/lib/encoding"
	"github.com/mesos/mesos-go/api/v1/lib/encoding/codecs"
	"github.com/mesos/mesos-go/api/v1/lib/extras/scheduler/controller"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli/httpmaster"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli/httpsched"
	"github.com/mesos/mesos-go/api/v1/lib/master"
	mastercalls "github.com/mesos/mesos-go/api/v1/lib/master/calls"
	"github.com/mesos/mesos-go/api/v1/lib/resources"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler/calls"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler/events"
)

type framework struct {
	sync.Mutex
	id      string
	agent   string
	waiting [][2]string
	caller  calls.Caller
}

func (f *framework) frameworkID() string {
	f.Lock()
	defer f.Unlock()
	return f.id
}

func (f *framework) agentID() string {
	f.Lock()
	defer f.Unlock()
	return f.agent
}

func (f *framework) call(ctx context.Context, call *scheduler.Call) {
	if err := calls.CallNoData(ctx, f.caller, call.With(calls.Framework(f.frameworkID()))); err != nil {
		report("error", fmt.Sprintf("%v: %v", call.GetType(), err))
	}
}

func (f *framework) HandleEvent(ctx context.Context, event *scheduler.Event) error {
	switch event.GetType() {
	case scheduler.Event_SUBSCRIBED:
		f.Lock()
		f.id = event.GetSubscribed().GetFrameworkID().Value
		f.Unlock()
		report("subscribed", f.frameworkID())
	case scheduler.Event_OFFERS:
		for _, offer := range event.GetOffers().GetOffers() {
			f.accept(ctx, offer)
		}
	case scheduler.Event_UPDATE:
		f.updated(ctx, event.GetUpdate().GetStatus())
	case scheduler.Event_ERROR:
		report("error", event.GetError().GetMessage())
	}
	return nil
}

func (f *framework) accept(ctx context.Context, offer mesos.Offer) {
	f.Lock()
	waiting := f.waiting
	f.waiting = nil
	f.agent = offer.AgentID.Value
	f.Unlock()
	wait := calls.RefuseSeconds(time.Second)
	if len(waiting) == 0 {
		f.call(ctx, calls.Decline(offer.ID).With(wait))
		return
	}
	tasks := []mesos.TaskInfo{}
	for _, names := range waiting {
		command := names[1]
		task := mesos.TaskInfo{
			Name:    names[0],
			TaskID:  mesos.TaskID{Value: names[0]},
			AgentID: offer.AgentID,
			Command: &mesos.CommandInfo{Value: &command},
		}
		task.Resources = []mesos.Resource{
			resources.NewCPUs(0.1).Resource,
			resources.NewMemory(32).Resource,
		}
		tasks = append(tasks, task)
	}
	f.call(ctx, calls.Accept(calls.OfferOperations{calls.OpLaunch(tasks...)}.WithOffers(offer.ID)).With(wait))
}

func (f *framework) updated(ctx context.Context, status mesos.TaskStatus) {
	said := update{Task: status.TaskID.Value, State: status.GetState().String(), Message: status.GetMessage()}
	if status.Reason != nil {
		said.Reason = status.GetReason().String()
	}
	report("update", said)
	if len(status.UUID) > 0 {
		f.call(ctx, calls.Acknowledge(status.AgentID.Value, status.TaskID.Value, status.UUID))
	}
}

func (f *framework) obey(ctx context.Context, order string) {
	switch order {
	case "reconcile":
		f.call(ctx, calls.Reconcile(calls.ReconcileTasks(map[string]string{"sleeper": f.agentID(), "nobody": ""})))
	case "reconcile-all":
		f.call(ctx, calls.Reconcile())
	case "kill":
		f.call(ctx, calls.Kill("sleeper", f.agentID()))
	case "teardown":
		// This version of the library has no maker for this call.
		f.call(ctx, &scheduler.Call{Type: scheduler.Call_TEARDOWN})
	}
}

// followOperator reports the types of the operator's events; it subscribes again when the stream ends.
func followOperator(ctx context.Context, client *httpcli.Client) {
	sender := httpmaster.NewSender(client.Send)
	for ctx.Err() == nil {
		response, err := sender.Send(ctx, mastercalls.NonStreaming(mastercalls.Subscribe()))
		for err == nil {
			var event master.Event
			if err = response.Decode(&event); err == nil {
				report("operator", event.GetType().String())
			}
		}
		fmt.Fprintln(os.Stderr, "operator stream ended:", err)
		if response != nil {
			response.Close()
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func main() {
	address := os.Args[1]
	codec := codecs.ByMediaType[encoding.MediaType("application/"+map[string]string{
		"json": "json", "protobuf": "x-protobuf",
	}[os.Args[2]])]
	timeout := 600.0
	info := &mesos.FrameworkInfo{
		User:            username(),
		Name:            "mesos-go",
		FailoverTimeout: &timeout,
		Capabilities:    []mesos.FrameworkInfo_Capability{{Type: mesos.FrameworkInfo_Capability_PARTITION_AWARE}},
	}
	client := func(path string) *httpcli.Client {
		return httpcli.New(
			httpcli.Endpoint("http://"+address+path),
			httpcli.Codec(codec),
			httpcli.Do(httpcli.With()),
		)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	f := &framework{
		waiting: waitingTasks,
		caller:  httpsched.NewCaller(client("/api/v1/scheduler"), httpsched.AllowReconnection(true)),
	}
	go followOperator(ctx, client("/api/v1"))
	go controller.Run(ctx, info, f.caller,
		controller.WithEventHandler(events.HandlerFunc(f.HandleEvent)),
		controller.WithFrameworkID(f.frameworkID),
		controller.WithRegistrationTokens(backoff.Notifier(50*time.Millisecond, time.Second, ctx.Done())),
		controller.WithSubscriptionTerminated(func(err error) { fmt.Fprintln(os.Stderr, "stream ended:", err) }),
	)
	obeyOrders(func(order string) { f.obey(ctx, order) })
}
