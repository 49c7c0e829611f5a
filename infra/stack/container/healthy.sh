#!/bin/bash
# healthy.sh PORT QUESTION ANSWER: sends QUESTION to the program in this container and looks for ANSWER in the first
# line of the reply. A Redis gets its password first. bash itself does this: a curl or a Node every two seconds in forty
# containers would be a load, and every process could read the arguments of another program.
exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
if [ -n "${REDIS_PASSWORD-}" ]; then
  printf 'AUTH %s\r\n' "$REDIS_PASSWORD" >&3
  read -r _ <&3
fi
printf '%b\r\n' "$2" >&3
head -n 1 <&3 | grep -q "$3"
