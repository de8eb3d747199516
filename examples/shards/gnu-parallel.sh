#!/bin/sh
# sh gnu-parallel.sh: a shard on each of the machines, which have this folder at the same place. One machine needs
# no shards: a single run keeps all of it busy.
set -eu
hosts=${HOSTS:-video-1,video-2,video-3,video-4}

parallel --jobs 1 --sshlogin "$hosts" --workdir "$PWD" --tag --line-buffer \
  npx gulp stage3 --shard {}/4 ::: 1 2 3 4
