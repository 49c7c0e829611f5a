# The verbs of the compose driver inside a container, where supervise.sh runs as process 1. A shell that stays open
# (docker exec -i) reads this file. So a fault takes effect within a millisecond of its time stamp: no docker command has
# to start first.
pid_file=/tmp/lab.pid

# Sends PUT to a program that listens on this container's loopback interface: lab_put PORT PATH JSON. Prints the status
# and, unless it is 200, the answer; nothing when no program listens. bash itself opens the connection, without a process.
lab_put() {
  {
    printf 'PUT %s HTTP/1.0\r\nContent-Length: %s\r\n\r\n%s' "$2" "${#3}" "$3" >&3
    read -r _ status _ <&3
    echo "$status"
    [ "$status" = 200 ] || { cat <&3; echo; }
  } 3<>"/dev/tcp/127.0.0.1/$1" || :
}

lab_group_is_alive() { kill -s 0 -- "-$1" 2>/dev/null; }

# Each `sleep` of a loop is a program that has to start. Ten containers that wait for a replica to drain would keep a
# processor busy with that alone, so one program looks every five milliseconds until the process has ended.
lab_await_end() { tail --pid="$1" --sleep-interval=0.005 --follow /dev/null; }

lab_start() {
  [ -f "$pid_file" ] || kill -s USR2 1
  until [ -s "$pid_file" ]; do sleep 0.005; done
}

lab_kill() {
  [ -s "$pid_file" ] || return 0
  program=$(cat "$pid_file")
  kill -s KILL -- "-$program"
  lab_await_end "$program"
  while [ -f "$pid_file" ] || lab_group_is_alive "$program"; do sleep 0.005; done
}

lab_end() {
  [ -s "$pid_file" ] || return 0
  program=$(cat "$pid_file")
  kill -s TERM "$program"
  lab_await_end "$program"
  while [ -f "$pid_file" ]; do sleep 0.005; done
}

lab_freeze() {
  program=$(cat "$pid_file")
  kill -s STOP -- "-$program"
  # State T of proc(5).
  until read -r _ _ state _ <"/proc/$program/stat" && [ "$state" = T ]; do sleep 0.001; done
}

lab_resume() {
  [ ! -s "$pid_file" ] || kill -s CONT -- "-$(cat "$pid_file")"
}

lab_children() {
  for stat in /proc/[0-9]*/stat; do
    # A process may end before its file is read.
    { read -r child _ _ parent _ <"$stat"; } 2>/dev/null || continue
    [ "$parent" != "$1" ] || echo "$child"
  done
}

# The workers of nginx. Its master has other children too, which manage the cache.
lab_workers() {
  for child in $(lab_children "$1"); do
    # grep is silent about a process that has ended since.
    ! grep -qs 'worker process' "/proc/$child/cmdline" || echo "$child"
  done
}

# nginx renames a worker when it closes its listening sockets. The worker may go on for long to finish its requests.
lab_accepts_no_more() {
  [ ! -e "/proc/$1" ] || grep -q 'shutting down' "/proc/$1/cmdline" 2>/dev/null
}

# nginx: waits until as many new workers run as it should have ($1), and none of the old ones accepts connections.
lab_reload() {
  master=$(cat "$pid_file")
  old=$(lab_workers "$master")
  kill -s HUP "$master"
  until [ "$(lab_workers "$master" | grep -cvxF "$old")" -ge "$1" ]; do sleep 0.005; done
  for worker in $old; do
    until lab_accepts_no_more "$worker"; do sleep 0.005; done
  done
}

lab_kill_worker() {
  master=$(cat "$pid_file")
  victim=$(lab_workers "$master" | head -n 1)
  kill -s KILL "$victim"
  while lab_workers "$master" | grep -qxF "$victim"; do sleep 0.005; done
}

# The CPU time of nginx' master and of each worker in nanoseconds, one per line.
lab_processor_time() {
  master=$(cat "$pid_file")
  for process in "$master" $(lab_workers "$master"); do
    read -r nanoseconds _ <"/proc/$process/schedstat" && echo "$nanoseconds"
  done
}
