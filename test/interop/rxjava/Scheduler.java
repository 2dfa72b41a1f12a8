import static org.apache.mesos.v1.Protos.AgentID;
import static org.apache.mesos.v1.Protos.CommandInfo;
import static org.apache.mesos.v1.Protos.Filters;
import static org.apache.mesos.v1.Protos.FrameworkID;
import static org.apache.mesos.v1.Protos.FrameworkInfo;
import static org.apache.mesos.v1.Protos.Offer;
import static org.apache.mesos.v1.Protos.Resource;
import static org.apache.mesos.v1.Protos.TaskID;
import static org.apache.mesos.v1.Protos.TaskInfo;
import static org.apache.mesos.v1.Protos.TaskStatus;
import static org.apache.mesos.v1.Protos.Value;
import static org.apache.mesos.v1.scheduler.Protos.Call;
import static org.apache.mesos.v1.scheduler.Protos.Event;

import com.mesosphere.mesos.rx.java.AwaitableSubscription;
import com.mesosphere.mesos.rx.java.SinkOperation;
import com.mesosphere.mesos.rx.java.SinkOperations;
import com.mesosphere.mesos.rx.java.protobuf.ProtobufMesosClientBuilder;
import com.mesosphere.mesos.rx.java.protobuf.SchedulerCalls;
import com.mesosphere.mesos.rx.java.util.UserAgentEntries;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import rx.Observable;
import rx.subjects.PublishSubject;

/**
 * A scheduler on mesos-rxjava for the tests; what it reports and obeys is said in ../scheduler-contract.ts. The
 * library opens one stream; this program opens the next one when it ends. Argument: the master as HOST:PORT.
 */
public final class Scheduler {
  private static final String[] TASKS = {"short-0", "short-1", "short-2", "short-3", "short-4", "sleeper"};

  /** Calls that are ordered on standard input. */
  private final PublishSubject<Optional<SinkOperation<Call>>> ordered = PublishSubject.create();

  private volatile Optional<FrameworkID> framework = Optional.empty();
  private volatile AgentID agent;
  private volatile boolean isLeaving;
  private boolean hasLaunched;

  public static void main(String[] arguments) throws Exception {
    final Scheduler scheduler = new Scheduler();
    final Thread stream = new Thread(() -> scheduler.run(URI.create("http://" + arguments[0] + "/api/v1/scheduler")));
    stream.setDaemon(true);
    stream.start();
    final BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      scheduler.obey(order.trim());
    }
    System.exit(0);
  }

  private void run(URI master) {
    while (!isLeaving) {
      final PublishSubject<Boolean> ended = PublishSubject.create();
      try {
        final AwaitableSubscription stream =
            ProtobufMesosClientBuilder.schedulerUsingProtos()
                .mesosUri(master)
                .applicationUserAgentEntry(UserAgentEntries.literal("test", "1"))
                .subscribe(subscription())
                .processStream(
                    events ->
                        events
                            .doOnTerminate(() -> ended.onNext(true))
                            .flatMap(event -> Observable.from(answers(event)))
                            .map(call -> Optional.of(SinkOperations.create(call)))
                            .mergeWith(ordered.takeUntil(ended)))
                .build()
                .openStream();
        stream.await();
      } catch (Throwable failure) {
        System.err.println("stream ended: " + failure);
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException interrupted) {
        return;
      }
    }
  }

  private Call subscription() {
    final FrameworkInfo.Builder info =
        FrameworkInfo.newBuilder()
            .setUser(System.getProperty("user.name"))
            .setName("mesos-rxjava")
            .setFailoverTimeout(600);
    final Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    framework.ifPresent(
        id -> {
          info.setId(id);
          call.setFrameworkId(id);
        });
    return call.setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info)).build();
  }

  private List<Call> answers(Event event) {
    final List<Call> calls = new ArrayList<>();
    switch (event.getType()) {
      case SUBSCRIBED:
        framework = Optional.of(event.getSubscribed().getFrameworkId());
        report("\"subscribed\":" + quoted(framework.get().getValue()));
        break;
      case OFFERS:
        for (Offer offer : event.getOffers().getOffersList()) {
          calls.add(hasLaunched ? SchedulerCalls.decline(framework.get(), List.of(offer.getId())) : launch(offer));
        }
        break;
      case UPDATE:
        final TaskStatus status = event.getUpdate().getStatus();
        report(
            String.format(
                "\"update\":{\"task\":%s,\"state\":\"%s\",\"reason\":%s}",
                quoted(status.getTaskId().getValue()),
                status.getState(),
                status.hasReason() ? quoted(status.getReason().toString()) : "null"));
        if (status.hasUuid()) {
          calls.add(
              SchedulerCalls.ackUpdate(
                  framework.get(), status.getUuid(), status.getAgentId(), status.getTaskId()));
        }
        break;
      case ERROR:
        report("\"error\":" + quoted(event.getError().getMessage()));
        break;
      default:
        break;
    }
    return calls;
  }

  private Call launch(Offer offer) {
    hasLaunched = true;
    agent = offer.getAgentId();
    final Offer.Operation.Launch.Builder launch = Offer.Operation.Launch.newBuilder();
    for (String name : TASKS) {
      launch.addTaskInfos(
          TaskInfo.newBuilder()
              .setName(name)
              .setTaskId(TaskID.newBuilder().setValue(name))
              .setAgentId(offer.getAgentId())
              .setCommand(
                  CommandInfo.newBuilder().setValue(name.startsWith("short") ? "echo short" : "sleep 600"))
              .addResources(scalar("cpus", 0.1))
              .addResources(scalar("mem", 32)));
    }
    return Call.newBuilder()
        .setFrameworkId(framework.get())
        .setType(Call.Type.ACCEPT)
        .setAccept(
            Call.Accept.newBuilder()
                .addOfferIds(offer.getId())
                .addOperations(
                    Offer.Operation.newBuilder().setType(Offer.Operation.Type.LAUNCH).setLaunch(launch))
                .setFilters(Filters.newBuilder().setRefuseSeconds(1)))
        .build();
  }

  private static Resource scalar(String name, double amount) {
    return Resource.newBuilder()
        .setName(name)
        .setRole("*")
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(amount))
        .build();
  }

  private void obey(String order) {
    final Call.Builder call = Call.newBuilder().setFrameworkId(framework.get());
    final TaskID sleeper = TaskID.newBuilder().setValue("sleeper").build();
    switch (order) {
      case "reconcile":
        call.setType(Call.Type.RECONCILE)
            .setReconcile(
                Call.Reconcile.newBuilder()
                    .addTasks(Call.Reconcile.Task.newBuilder().setTaskId(sleeper).setAgentId(agent))
                    .addTasks(
                        Call.Reconcile.Task.newBuilder().setTaskId(TaskID.newBuilder().setValue("nobody"))));
        break;
      case "reconcile-all":
        call.setType(Call.Type.RECONCILE).setReconcile(Call.Reconcile.newBuilder());
        break;
      case "kill":
        call.setType(Call.Type.KILL).setKill(Call.Kill.newBuilder().setTaskId(sleeper).setAgentId(agent));
        break;
      case "teardown":
        isLeaving = true;
        call.setType(Call.Type.TEARDOWN);
        break;
      default:
        return;
    }
    ordered.onNext(Optional.of(SinkOperations.create(call.build())));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static synchronized void report(String field) {
    System.out.println("{" + field + "}");
  }
}
