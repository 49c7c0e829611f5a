#!/bin/sh
# Process 1 of every container of the lab. It runs one program and outlives it, so the container keeps its address while
# the program is killed and started again. Connections are then refused, as on a machine whose process died. (When the
# container dies too, its address is gone, packets lead nowhere, and clients wait. That is another fault.)
#
#   USR2  start the program again
#   TERM  end the program, then the container
#
# When the program fails by itself, the container ends too, as any container does. inside.sh has the verbs.
set -u
pid_file=/tmp/lab.pid
extra_environment=/tmp/lab.env
child='' stopping='' again=yes status=0

trap 'again=yes' USR2
trap 'stopping=yes; [ -z "$child" ] || kill -s TERM "$child" 2>/dev/null' TERM INT

while [ -z "$stopping" ]; do
  if [ -n "$again" ]; then
    again=''
    # In a session of its own the program has its own process group: a signal reaches its children, but not this script.
    (
      if [ -f "$extra_environment" ]; then . "$extra_environment"; fi
      exec setsid "$@"
    ) &
    child=$!
    echo "$child" >"$pid_file"
    # `wait` also returns when this script receives a signal, so check whether the program still runs.
    while kill -0 "$child" 2>/dev/null; do
      wait "$child" 2>/dev/null
      status=$?
    done
    child=''
    rm -f "$pid_file"
    # 0: the program was told to end. 128 or more: a signal ended it. Any other status: it failed.
    if [ "$status" -gt 0 ] && [ "$status" -lt 128 ]; then exit "$status"; fi
  else
    # Sleep briefly: a signal that arrives between the test above and the sleep is noticed only after the sleep.
    sleep 1 &
    wait "$!"
  fi
done
exit 0
