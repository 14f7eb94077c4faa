"""SVDs by numpy, which calls LAPACK's dgesdd: numpy_svd.py

Reads a line of JSON for each request: {"file", "rows", "columns"} loads a matrix of little-endian float32, row by row, and is
answered by its singular values; {"run": "svd"} or {"run": "values"} decomposes it and is answered by the seconds that took."""

import json
import sys
import time

import numpy as np

print(json.dumps({"numpy": np.__version__}), flush=True)
matrix = None
for line in sys.stdin:
    request = json.loads(line)
    if "file" in request:
        values = np.fromfile(request["file"], dtype="<f4").astype(np.float64)
        matrix = values.reshape(request["rows"], request["columns"])
        answer = {"s": np.linalg.svd(matrix, compute_uv=False).tolist()}
    else:
        start = time.perf_counter()
        if request["run"] == "svd":
            np.linalg.svd(matrix, full_matrices=False)
        else:
            np.linalg.svd(matrix, compute_uv=False)
        answer = {"seconds": time.perf_counter() - start}
    print(json.dumps(answer), flush=True)
