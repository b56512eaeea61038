/**
 * The shell script that runs beside the embedded server: it starts it, and stops it when the last dax process that uses it is gone, however that
 * process ended. A shell, because it must outlive dax and cost nothing. Arguments: postgres, folder of users (one file per process, named by its
 * id), lock, then the server's own arguments. EPERM on kill -0 means alive: dax may run as root, this does not.
 */
export const keeperScript = `
LC_ALL=C; export LC_ALL
postgres=$1; users=$2; lock=$3; shift 3
"$postgres" "$@" &
pg=$!
trap 'kill -INT $pg' INT TERM
gone() { case "$(kill -0 "$1" 2>&1)" in *[Nn]'o such process'*) return 0;; *) return 1;; esac; }
alone() {
  for file in "$users"/*; do
    pid=\${file##*/}
    if [ "$pid" = '*' ]; then continue; fi
    if gone "$pid"; then rm -f "$file"; else return 1; fi
  done
  return 0
}
while ! gone $pg; do
  sleep 1
  if alone; then
    holder=$(readlink "$lock" 2>/dev/null)
    if [ -n "$holder" ] && gone "$holder"; then rm -f "$lock"; fi
    if ln -s $$ "$lock" 2>/dev/null; then
      if alone; then kill -INT $pg 2>/dev/null; wait $pg; fi
      rm -f "$lock"
    fi
  fi
done
`
