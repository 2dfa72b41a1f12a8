# mesos-master-env.sh: flags of mesos-master. Everything is commented out; the values shown are the
# defaults or, where there is none, examples. Each line is [export ]NAME=value in the quoting of sh,
# on one line; there is no shell that would run commands or replace variables. What follows MESOS_
# may be in any case. Variables without MESOS_ go to mesos-master as its environment. Unknown names
# and bad values keep it from starting.

### General

# Name of the cluster, shown in the state and the web interface. (not set)
#export MESOS_cluster='my cluster'

### Network

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

# Port to listen on; 0 lets the system choose. (default: 5050)
#export MESOS_port=5050

### Storage

# Directory of the registry. Needed unless --registry=in_memory. (not set)
#export MESOS_work_dir=/var/lib/mesos/master

# Where the registry is kept: file (a journal in --work_dir; the names replicated_log and
# log_storage mean it too) or in_memory (for tests: it is lost when the master ends). (default:
# file)
#export MESOS_registry=file

# The master gives up when reading the registry takes longer. Expects at least 1ms. (default: 1mins)
#export MESOS_registry_fetch_timeout=1mins

# The master gives up when one write of the registry takes longer. Expects at least 1ms. (default:
# 20secs)
#export MESOS_registry_store_timeout=20secs

# How often entries of unreachable and gone agents are removed from the registry. Expects at least
# 1secs. (default: 15mins)
#export MESOS_registry_gc_interval=15mins

# Entries of unreachable and gone agents are kept for this time. (default: 2weeks)
#export MESOS_registry_max_agent_age=2weeks

# So many entries of unreachable and of gone agents are kept at most. (default: 102400)
#export MESOS_registry_max_agent_count=102400

### Agents

# Time between pings of an agent, in which it must answer. Expects 1secs to 15mins. Old name:
# slave_ping_timeout. (default: 15secs)
#export MESOS_agent_ping_timeout=15secs

# An agent that leaves this many pings in a row without answer is marked unreachable. Expects at
# least 1. Old name: max_slave_ping_timeouts. (default: 5)
#export MESOS_max_agent_ping_timeouts=5

# Agents must come back within this time after they were disconnected or the master restarted.
# Expects at least 10mins. Old name: slave_reregister_timeout. (default: 10mins)
#export MESOS_agent_reregister_timeout=10mins

# When more than this part of the recovered agents does not come back, the master exits rather than
# remove them. Old name: recovery_slave_removal_limit. (default: 100%)
#export MESOS_recovery_agent_removal_limit=100%

### Frameworks

# Frameworks may register with the user root. (default: true)
#export MESOS_root_submissions=true

# Roles that frameworks may use, comma separated. Without it every role may be used. An old way;
# prefer weights and quota. (not set)
#export MESOS_roles=production,testing

# Completed frameworks that are remembered. (default: 50)
#export MESOS_max_completed_frameworks=50

# Completed tasks of a framework that are remembered. (default: 1000)
#export MESOS_max_completed_tasks_per_framework=1000

# Unreachable tasks of a framework that are remembered. (default: 1000)
#export MESOS_max_unreachable_tasks_per_framework=1000

# Event streams of the operator API that may be open at once; one more closes the oldest. Expects at
# least 1. (default: 1000)
#export MESOS_max_operator_event_stream_subscribers=1000

# Memory of a regular expression in offer constraints: for its instructions, at 12 bytes each, and
# apart from them for the states kept while it is matched; without room for these matching is
# slower. Expects at least 1B. (default: 4096B)
#export MESOS_offer_constraints_re2_max_mem=4096B

# Instructions of a regular expression in offer constraints; each range of a class of characters
# counts as one. Expects at least 1. (default: 100)
#export MESOS_offer_constraints_re2_max_program_size=100

# Report metrics of each framework under master/frameworks/. Many short-lived frameworks make many
# names. (default: true)
#export MESOS_publish_per_framework_metrics=true

### Allocation

# The allocator. Modules are not supported. (default: hierarchical)
#export MESOS_allocator=hierarchical

# Time between two allocations of everything that is free; also the shortest time a declined offer
# is filtered. Expects at least 1ms. (default: 1secs)
#export MESOS_allocation_interval=1secs

# Order of the roles in an allocation: drf, the smallest dominant share first. Old name:
# user_sorter. (default: drf)
#export MESOS_role_sorter=drf

# Order of the frameworks of a role in an allocation. (default: drf)
#export MESOS_framework_sorter=drf

# What is free on an agent is offered only if it holds one of these; "|" is or, ";" is and.
# (default: cpus:0.01|mem:32)
#export MESOS_min_allocatable_resources='cpus:0.01|mem:32'

# Offers without answer are rescinded after this time. Expects at least 1ms. (not set: offers stay
# until they are answered)
#export MESOS_offer_timeout=5mins

# Names of resources that do not count in dominant shares, comma separated. (not set)
#export MESOS_fair_sharing_excluded_resource_names=gpus

# Agents with GPUs are offered only to frameworks with the capability GPU_RESOURCES. (default: true)
#export MESOS_filter_gpu_resources=true

### Security

# Frameworks that use a driver must authenticate. Only false is supported by this version. Old name:
# authenticate. (default: false)
#export MESOS_authenticate_frameworks=false

# Agents must authenticate. Only false is supported by this version. Old name: authenticate_slaves.
# (default: false)
#export MESOS_authenticate_agents=false

# Requests that read must authenticate. Only false is supported by this version. (default: false)
#export MESOS_authenticate_http_readonly=false

# Requests that change something must authenticate. Only false is supported by this version. Old
# name: authenticate_http. (default: false)
#export MESOS_authenticate_http_readwrite=false

# HTTP frameworks must authenticate. Only false is supported by this version. (default: false)
#export MESOS_authenticate_http_frameworks=false

### Limits

# Memory for encoded parts of large answers and for answers that are given again while nothing
# changes. Expects at most 64GB. (default: 256MB)
#export MESOS_http_cache_size=256MB

# Requests below /agent/ID, which are passed on to agents, that may be open at once, a quarter of
# them to one agent; more are answered 503. Expects 1 to 10000. (default: 64)
#export MESOS_agent_proxy_max_requests=64

# How long an agent may take to answer a request that is passed on to it, and to send the next piece
# of its answer. Expects 100ms to 10mins. (default: 30secs)
#export MESOS_agent_proxy_timeout=30secs

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

# No effect: The embedded registry is one journal, not a set of replicas. (not set)
#export MESOS_quorum=1

# No effect: The embedded registry is one journal, not a set of replicas. (default: true)
#export MESOS_log_auto_initialize=true

# No effect: A strict registry exists in no version. (default: false)
#export MESOS_registry_strict=false
