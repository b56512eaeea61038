/**
 * The shell script that runs beside the embedded server: it starts it, starts it again when it was killed while someone uses it, and stops it when the last dax process
 * that uses it is gone, however that process ended. A first start that fails is told by ending: whoever started us reads the log. A shell, because it must outlive dax and cost nothing. Arguments: postgres, folder of users (one file per process, named by its
 * id), lock, then the server's own arguments. EPERM on kill -0 means alive: dax may run as root, this does not.
 */
export const keeperScript = `
LC_ALL=C; export LC_ALL
postgres=$1; users=$2; lock=$3; shift 3
ending=
trap 'ending=yes; kill -INT $pg' INT TERM
gone() { case "$(kill -0 "$1" 2>&1)" in *[Nn]'o such process'*) return 0;; *) return 1;; esac; }
alone() {
  for file in "$users"/*; do
    pid=\${file##*/}
    if [ "$pid" = '*' ]; then continue; fi
    if gone "$pid"; then rm -f "$file"; else return 1; fi
  done
  return 0
}
once=
tries=0
while :; do
"$postgres" "$@" &
pg=$!
lived=0
while ! gone $pg; do
  sleep 1
  # whoever stopped the server may be removing its folder: the lock is not to appear there again
  if gone $pg; then break; fi
  lived=$((lived + 1))
  if alone; then
    holder=$(readlink "$lock" 2>/dev/null)
    if [ -n "$holder" ] && gone "$holder"; then rm -f "$lock"; fi
    if ln -s $$ "$lock" 2>/dev/null; then
      if alone; then ending=yes; kill -INT $pg 2>/dev/null; wait $pg; fi
      rm -f "$lock"
    fi
  fi
done
if [ -n "$ending" ] || alone; then break; fi
if [ $lived -ge 3 ]; then once=yes; tries=0; fi
# what a killed server leaves behind goes away within moments; another dax may have started one meanwhile, and then we end
tries=$((tries + 1))
if [ -z "$once" ] || [ $tries -gt 20 ]; then break; fi
sleep 0.3
done
`
