# mesos-agent-env.sh: flags of mesos-agent. Everything is commented out; the values shown are the
# defaults or, where there is none, examples. Each line is [export ]NAME=value in the quoting of sh,
# on one line; there is no shell that would run commands or replace variables. What follows MESOS_
# may be in any case. Variables without MESOS_ go to mesos-agent as its environment. Unknown names
# and bad values keep it from starting.

### Network

# The master, as HOST:PORT, or file:// and the path of a file that holds it. (required)
#export MESOS_master=localhost:5050

# Host name that is told to others. (not set: the name the address has in reverse lookup)
#export MESOS_hostname=node1.example.org

# Look up the host name when --hostname is not given; otherwise the text of the IP address is used.
# (default: true)
#export MESOS_hostname_lookup=true

# IP address to listen on. (not set: the address of the host name)
#export MESOS_ip=192.0.2.10

# IP address that is told to others, who must reach this program by it. (not set: the address
# listened on)
#export MESOS_advertise_ip=192.0.2.10

# Port that is told to others, together with --advertise_ip. (not set: the port listened on)
#export MESOS_advertise_port=5050

# Port to listen on; 0 lets the system choose. (default: 5051)
#export MESOS_port=5051

# Registration is tried again after a random time that starts with this one and doubles. Expects 1ms
# to 1mins. (default: 1secs)
#export MESOS_registration_backoff_factor=1secs

### Storage

# Directory of sandboxes and checkpoints. It must live over a restart of the machine. (required)
#export MESOS_work_dir=/var/lib/mesos/agent

# Directory of state that does not live over a restart of the machine. (not set: /var/run/mesos for
# root, otherwise a directory of the user below /tmp)
#export MESOS_runtime_dir=/var/run/mesos

# Directory in front of relative URIs of executors. (default: empty)
#export MESOS_frameworks_home=

### Agents

# Resources the agent offers: 'name(role):value;...' or a JSON array. What is not named is found on
# the host. (not set: what the host has, less a part for the system, and the ports 31000-32000)
#export MESOS_resources='cpus:4;mem:4096;ports:[31000-32000]'

# Role of resources in --resources that name none. (default: *)
#export MESOS_default_role='*'

# Attributes of the machine for schedulers: 'rack:r1;kernel:6.1'. (not set)
#export MESOS_attributes='rack:r1;kernel:6.1'

### Containers

# How processes are started: linux (cgroups, change of user) or posix (neither; no root needed).
# (not set: linux for root with usable cgroups, otherwise posix)
#export MESOS_launcher=linux

# Directory of the program mesos-launcher. (not set: the directory of this program, otherwise
# /usr/libexec/mesos)
#export MESOS_launcher_dir=/usr/libexec/mesos

# Isolators, comma separated: cgroups/cpu, cgroups/mem, cgroups/pids, posix/cpu, posix/mem,
# filesystem/posix. (not set: cgroups/cpu,cgroups/mem with the linux launcher, otherwise
# posix/cpu,posix/mem)
#export MESOS_isolation=cgroups/cpu,cgroups/mem

# Containerizers. Only mesos is supported by this version. (default: mesos)
#export MESOS_containerizers=mesos

# Where the cgroup hierarchies are mounted. (default: /sys/fs/cgroup)
#export MESOS_cgroups_hierarchy=/sys/fs/cgroup

# Name of the cgroup, below each hierarchy, that holds the containers. (not set: the cgroup of
# mesos-containers.service, otherwise mesos)
#export MESOS_cgroups_root=mesos

# Who makes the cgroups of containers: the agent, below one delegated cgroup, or systemd, a scope
# for each (slower). (default: delegated)
#export MESOS_cgroups_driver=delegated

# Limit tasks to their cpus by CFS quota; otherwise cpus are shares, and idle time may be used.
# (default: false)
#export MESOS_cgroups_enable_cfs=false

# Limit memory and swap together, not memory alone. Not for cgroup v2. (default: false)
#export MESOS_cgroups_limit_swap=false

# Destroying a container has failed when it takes longer. Expects at least 1ms. (default: 1mins)
#export MESOS_cgroups_destroy_timeout=1mins

# Run tasks as the user of the framework or the task; otherwise as the user of the agent. (default:
# true)
#export MESOS_switch_user=true

### Executors

# Environment of executors and tasks: a JSON object of strings. (not set)
#export MESOS_executor_environment_variables='{"LANG": "C.UTF-8"}'

# An executor must register within this time, or it is killed. Expects at least 1ms. (default:
# 1mins)
#export MESOS_executor_registration_timeout=1mins

# Executors must come back within this time after the agent restarted. Expects 1ms to 15secs.
# (default: 2secs)
#export MESOS_executor_reregistration_timeout=2secs

# An executor that was told to end is killed after this time. (default: 5secs)
#export MESOS_executor_shutdown_grace_period=5secs

# Completed executors of a framework that are remembered. (default: 150)
#export MESOS_max_completed_executors_per_framework=150

### Recovery

# After a restart: reconnect to executors that still run, or cleanup: kill them and exit. (default:
# reconnect)
#export MESOS_recover=reconnect

# Executors wait this long for the agent to come back. (default: 15mins)
#export MESOS_recovery_timeout=15mins

# What may have changed since the last start: nothing (equal), or resources and attributes may have
# been added (additive). (default: equal)
#export MESOS_reconfiguration_policy=equal

# Exit when a checkpoint cannot be read; otherwise go on with what can. (default: true)
#export MESOS_strict=true

### Security

# Requests that read must authenticate. Only false is supported by this version. (default: false)
#export MESOS_authenticate_http_readonly=false

# Requests that change something must authenticate. Only false is supported by this version.
# (default: false)
#export MESOS_authenticate_http_readwrite=false

# HTTP executors must authenticate. Only false is supported by this version. (default: false)
#export MESOS_authenticate_http_executors=false

### Limits

# Largest body of a request; a larger one is answered with 413 before it is read. An ACCEPT of a
# thousand tasks takes about 1 MB. Expects 64KB to 1GB. (default: 8MB)
#export MESOS_http_max_body_size=8MB

# Largest head of a request (request line and header fields); a larger one is answered with 431.
# Expects 4KB to 1MB. (default: 64KB)
#export MESOS_http_max_header_size=64KB

# Nesting of the JSON or protobuf of a request, which is answered with 400 when it is deeper, and of
# the messages of other processes, which are dropped. Libraries of protobuf read 100. Expects 32 to
# 100. (default: 100)
#export MESOS_http_max_message_depth=100

# A request that has begun must be complete within this time, or it is answered with 408. Idle
# connections have no limit. Expects 100ms to 10mins. (default: 10secs)
#export MESOS_http_header_timeout=10secs

# Connections that may be open at once; more are closed at once. Each takes a file descriptor.
# Expects 16 to 1000000. (default: 10000)
#export MESOS_http_max_connections=10000

# Unfinished bodies of all requests together; above it a request is answered 503. Expects 1MB to
# 64GB. (default: 256MB)
#export MESOS_http_max_pending_body_size=256MB

# Large answers that are being sent, each counted once however many read it; above it the readers of
# the oldest are disconnected. Expects 1MB to 64GB. (default: 512MB)
#export MESOS_http_max_pending_answer_size=512MB

# A client that takes nothing of a large answer for so long is disconnected. Expects 1secs to 1hrs.
# (default: 60secs)
#export MESOS_http_stalled_response_timeout=60secs

# Requests of one connection that are not answered yet; one more ends the connection. Expects 16 to
# 1000000. (default: 5000)
#export MESOS_http_max_pipelined_requests=5000

# Events that may wait for a subscriber that does not read; beyond this its stream is closed.
# Expects 64KB to 1GB. (default: 16MB)
#export MESOS_stream_buffer_size=16MB

# Messages that may wait for one agent, master or native driver that does not read; beyond this the
# connection is closed and they are lost. Expects 64KB to 4GB. (default: 64MB)
#export MESOS_peer_buffer_size=64MB

# Memory for encoded parts of large answers and for answers that are given again while nothing
# changes. Expects at most 64GB. (default: 32MB)
#export MESOS_http_cache_size=32MB

# Largest record of a request that is a stream of records; a larger one is answered with 400 before
# it is read. Expects 4KB to 1GB. (default: 1MB)
#export MESOS_http_max_record_size=1MB

### Logging

# Lines below this level are not written. DEBUG is not known to Apache Mesos. A reload applies a
# change. (default: INFO)
#export MESOS_logging_level=INFO

# Form of a log line: text with key=value, or one JSON object. (default: text)
#export MESOS_logging_format=text

# Write no log lines at all. (default: false)
#export MESOS_quiet=false

### Accepted, without effect

# No effect: Log lines go to standard error, which systemd hands to the journal. (not set)
#export MESOS_log_dir=/var/log/mesos

# No effect: Log lines are written as they come. (default: 0)
#export MESOS_logbufsecs=0

# No effect: There is no driver in this program. (default: true)
#export MESOS_initialize_driver_logging=true

# No effect: Log lines go to standard error, which systemd hands to the journal. (not set)
#export MESOS_external_log_file=/var/log/mesos/mesos.log

# No effect: There is no jemalloc to profile. (default: false)
#export MESOS_memory_profiling=false

# No effect: ZooKeeper is not supported by this version. (default: 10secs)
#export MESOS_zk_session_timeout=10secs

# No effect: Sandboxes are not removed by this version. (default: 1weeks)
#export MESOS_gc_delay=1weeks

# No effect: Sandboxes are not removed by this version. Expects 0 to 1. (default: 0.1)
#export MESOS_gc_disk_headroom=0.1

# No effect: Sandboxes are not removed by this version. (default: false)
#export MESOS_gc_non_executor_container_sandboxes=false

# No effect: Sandboxes are not removed by this version. (default: 1mins)
#export MESOS_disk_watch_interval=1mins

# No effect: Command tasks run in the agent, not in an executor of their own. (default: false)
#export MESOS_http_command_executor=false

# No effect: There are no revocable resources in this version. (default: true)
#export MESOS_revocable_cpu_low_priority=true

# No effect: systemd is found by itself. (default: true)
#export MESOS_systemd_enable_support=true

# No effect: systemd is found by itself. (default: /run/systemd/system)
#export MESOS_systemd_runtime_directory=/run/systemd/system
