# Reads a VOTable with astropy, as numpy columns; prints seconds and the peak of memory in MB.
import resource, sys, time, warnings

warnings.filterwarnings("ignore")
from astropy.io.votable import parse_single_table

start = time.perf_counter()
table = parse_single_table(sys.argv[1], verify="ignore")
rows = len(table.array)
seconds = time.perf_counter() - start
print(rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
