"""What scipy says of some samples, as JSON on stdout: python3 scipyNumbers.py > scipyNumbers.json"""

import json
import random

import numpy
from scipy import special, stats

random.seed(7)


def sample(size, mean, sd):
    return [random.gauss(mean, sd) for _ in range(size)]


def paired_case(name, a, b):
    test = stats.ttest_rel(a, b)
    interval = test.confidence_interval(0.95)
    differences = numpy.array(a) - numpy.array(b)
    case = {"name": name, "a": list(a), "b": list(b), "t": test.statistic, "p": test.pvalue, "df": test.df}
    case["interval"] = [interval.low, interval.high]
    case["effect"] = differences.mean() / differences.std(ddof=1)
    return case


def signed_rank_case(name, differences):
    kept = [d for d in differences if d != 0]
    # scipy's own exact method leaves ties out of account; its permutation test counts every sign.
    if len(set(map(abs, kept))) == len(kept):
        test = stats.wilcoxon(kept, method="exact")
    else:
        every_sign = stats.PermutationMethod(n_resamples=numpy.inf)
        test = stats.wilcoxon(kept, method=every_sign)
    return {"name": name, "differences": differences, "w": test.statistic, "p": test.pvalue}


def welch_case(name, a, b):
    test = stats.ttest_ind(a, b, equal_var=False)
    interval = test.confidence_interval(0.95)
    case = {"name": name, "a": list(a), "b": list(b), "t": test.statistic, "p": test.pvalue, "df": test.df}
    case["interval"] = [interval.low, interval.high]
    freedom = len(a) + len(b) - 2
    pooled = ((len(a) - 1) * numpy.var(a, ddof=1) + (len(b) - 1) * numpy.var(b, ddof=1)) / freedom
    case["effect"] = (numpy.mean(a) - numpy.mean(b)) / pooled**0.5 * (1 - 3 / (4 * freedom - 1))
    return case


def summary_case(values):
    return {"values": values, "mean": numpy.mean(values), "sd": numpy.std(values, ddof=1)}


ps = [0.01, 0.04, 0.03, 0.005, 0.9, 0.03]


def holm(values):
    """Each p times the number of those not smaller, made to ascend with p."""
    return [min(1.0, max(q * sum(r >= q for r in values) for q in values if q <= p)) for p in values]


numbers = {
    "scipy": __import__("scipy").__version__,
    "logGamma": [[x, special.gammaln(x)] for x in (1e-3, 0.3, 0.5, 1.5, 2.5, 11.9, 12, 40.25, 1e4)],
    "incompleteBeta": [
        [x, a, b, special.betainc(a, b, x)]
        for a, b in ((0.5, 0.5), (1, 0.5), (2.5, 0.5), (3, 7), (50, 0.5), (0.5, 80), (400, 300), (1e5, 0.5))
        for x in (1e-6, 0.05, 0.3, 0.5, 0.57, 0.9, 0.999)
    ],
    "studentT": [
        [t, df, 2 * stats.t.sf(abs(t), df)]
        for df in (1, 2, 3.7, 9, 30, 1000)
        for t in (0, 0.01, 0.5, 1, 2.5, -4, 12, 60)
    ],
    "quantile": [
        [p, df, stats.t.isf(p / 2, df)] for df in (1, 2, 2.31, 9, 120) for p in (0.5, 0.1, 0.05, 0.01, 1e-5)
    ],
    "paired": [
        paired_case("two pairs", [0.9, 0.95], [0.8, 0.91]),
        paired_case("three seeds", [0.112, 0.131, 0.119], [0.994, 0.971, 1.02]),
        paired_case("ten seeds", sample(10, 0.5, 0.1), sample(10, 0.45, 0.1)),
        paired_case("a large offset", [1e6 + x for x in sample(8, 0, 1)], [1e6 + x for x in sample(8, 0, 1)]),
        paired_case("forty seeds", sample(40, 0, 1), sample(40, 0.3, 1)),
    ],
    "signedRank": [
        signed_rank_case("one", [0.2]),
        signed_rank_case("three of one sign", [0.1, 0.2, 0.05]),
        signed_rank_case("mixed signs", [0.3, -0.1, 0.25, 0.7, -0.2, 0.9]),
        signed_rank_case("ties and a zero", [1, -1, 2, 2, 0, 3, -2, 4]),
        signed_rank_case("twenty", sample(20, 0.4, 1)),
    ],
    "welch": [
        welch_case("two and three", [0.9, 0.95], [0.8, 0.91, 0.86]),
        welch_case("unequal spreads", sample(6, 1, 0.1), sample(9, 1.5, 2)),
        welch_case("far apart", sample(5, 0, 0.01), sample(5, 3, 0.01)),
        welch_case("one without spread", [2, 2, 2], sample(4, 2.1, 0.1)),
    ],
    "summary": [summary_case(sample(3, 0.5, 0.1)), summary_case([1e9 + x for x in sample(20, 0, 1)])],
    "holm": {"ps": ps, "adjusted": holm(ps)},
}
print(json.dumps(numbers, indent=1, default=float))
