#!/usr/bin/env python3
"""Compares our figures of agreement with those of other libraries on random data.

    python -m venv venv && venv/bin/pip install -r tests/agreement/requirements.txt
    venv/bin/python tests/agreement/compare.py --ours 'COMMAND' [--sets 200] [--gamma 40] [--seed 1]

COMMAND is called with the path of a JSON file and a number of samples for gamma (0 for none), and prints ours:

    in   {"sets": [{"articles": [{"chars": 90, "tokens": [[0, 3], ...],
                                  "annotators": {"a": [["actor", [[0, 3], ...]], ...]}}]}]}
    out  {"sets": [{"pairs": [FIGURES, ...], "all": FIGURES, "gamma": GAMMA}]}
         FIGURES = {"annotators": ["a", "b"], "all": VALUES, "labels": {"actor": VALUES, ...}}
         VALUES  = {"exact_f1": {"value": 0.5}, ..., "scenarios": {"strict": {"correct": 3, ...}, ...}}
         GAMMA   = {"gamma": .., "observed": .., "expected": .., "deviation": .., "soft": .., "categorical": ..}

An annotator who is missing from an article has not worked on it. Offsets are code points, half open. Labels are sorted
by name, annotations by start, end and label. Exits with 1 when a difference is above 1e-9 (gamma: above what sampling
and the 32-bit numbers of pygamma-agreement explain).
"""

import argparse
import collections
import itertools
import json
import logging
import math
import random
import shlex
import subprocess
import sys
import tempfile
import time
import warnings

import krippendorff
import numpy as np
from nervaluate.evaluator import Evaluator
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

TOLERANCE = 1e-9
ALIGNMENT = 2e-5
warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)


# ---- random data -------------------------------------------------------------------------------------------------


def make_tokens(rng, count):
    tokens, at = [], 0
    for _ in range(count):
        length = rng.randint(1, 7)
        tokens.append([at, at + length])
        at += length + rng.randint(1, 2)
    return tokens, at + rng.randint(0, 3)


def make_span(rng, tokens, longest, split):
    first = rng.randrange(len(tokens))
    last = min(len(tokens) - 1, first + rng.randrange(longest))
    start, end = tokens[first][0], tokens[last][1]
    if rng.random() < 0.15 and end - start > 2:
        start += 1
    if split and end - start > 6 and rng.random() < 0.2:
        cut = rng.randint(start + 2, end - 3)
        return [[start, cut], [cut + 1, end]]
    return [[start, end]]


def make_work(rng, tokens, base, labels, split):
    work = {}
    for label, spans in base:
        if rng.random() < 0.2:
            continue
        if rng.random() < 0.3:
            spans = make_span(rng, [t for t in tokens if t[0] >= spans[0][0] - 6][:8], 6, split)
        if rng.random() < 0.15:
            label = rng.choice(labels)
        work[(spans[0][0], spans[-1][1], label)] = spans
    for _ in range(rng.choice([0, 0, 1, 2])):
        spans = make_span(rng, tokens, 5, split)
        work[(spans[0][0], spans[-1][1], rng.choice(labels))] = spans
    return [[key[2], work[key]] for key in sorted(work)]


def make_set(rng, people=None, articles=None, split=True, missing=True, size=8):
    names = ["a", "b", "c", "d"][: people or rng.choice([2, 2, 3, 4])]
    labels = ["actor", "claim", "quote", "threat"][: rng.randint(1, 4)]
    split = split and rng.random() < 0.4
    missing = missing and rng.random() < 0.3
    made = []
    for _ in range(articles or rng.randint(1, 5)):
        tokens, chars = make_tokens(rng, rng.randint(12, 60))
        base = [(rng.choice(labels), make_span(rng, tokens, 6, split)) for _ in range(rng.randint(1, size))]
        work = {n: make_work(rng, tokens, base, labels, split) for n in names if not missing or rng.random() < 0.85}
        made.append({"chars": chars, "tokens": tokens, "annotators": work})
    for name in names:
        if not any(name in article["annotators"] for article in made):
            made[0]["annotators"][name] = []
    return {"articles": made}


def comparable(data):
    """Whether two have worked on one article at least."""
    return any(len(article["annotators"]) > 1 for article in data["articles"])


# ---- the same figures with other libraries ------------------------------------------------------------------------


def shared(a, b):
    return sum(max(0, min(e, f) - max(s, t)) for s, e in a for t, f in b)


def defined(value):
    return None if value is None or math.isnan(value) else float(value)


def token_codes(article, work, label):
    """The set of labels of each token; with a label, whether it has that one."""
    codes = []
    for start, end in article["tokens"]:
        found = {name for name, spans in work if any(s < end and start < e for s, e in spans)}
        codes.append(float(label in found) if label else frozenset(found))
    return codes


def rows(data, names, label, complete):
    """One row a token: what each annotator gave, None where missing."""
    out = []
    for article in data["articles"]:
        given = [article["annotators"].get(name) for name in names]
        if sum(work is not None for work in given) < (len(names) if complete else 2):
            continue
        codes = [None if work is None else token_codes(article, work, label) for work in given]
        out.extend(tuple(None if c is None else c[at] for c in codes) for at in range(len(article["tokens"])))
    numbers = {}
    return [[math.nan if v is None else float(numbers.setdefault(v, len(numbers))) for v in row] for row in out]


def cohen(table):
    left, right = [row[0] for row in table], [row[1] for row in table]
    if not table or len(set(left) | set(right)) < 2:
        return None
    return defined(cohen_kappa_score(left, right))


def fleiss(table):
    if not table or len({value for row in table for value in row}) < 2:
        return None
    return defined(fleiss_kappa(aggregate_raters(np.array(table).astype(int))[0]))


def alpha(table):
    if not table or len({v for row in table for v in row if not math.isnan(v)}) < 2:
        return None
    return defined(krippendorff.alpha(reliability_data=np.array(table).T, level_of_measurement="nominal"))


def char_units(article, work, label):
    """Value of each code point and number of its unit (None in a gap), as uα of Krippendorff et al. (2016) wants it."""
    chars = article["chars"]
    values, through = [frozenset()] * chars, [False] * (chars + 1)
    spans = sorted((s, e, name) for name, parts in work for s, e in parts if not label or name == label)
    for start, end, name in spans:
        for at in range(start, end):
            values[at] = values[at] | {name}
            if at > start:
                through[at] = True
    units, unit = [], 0
    for at in range(chars):
        if at and not (values[at] == values[at - 1] and through[at]):
            unit += 1
        units.append(unit if values[at] else None)
    return values, units


def unitizing(data, names, label):
    coincidences, own = collections.Counter(), 0.0
    for article in data["articles"]:
        given = [article["annotators"][name] for name in names if name in article["annotators"]]
        if len(given) < 2:
            continue
        parts = [char_units(article, work, label) for work in given]
        for values, units in parts:
            lengths = collections.Counter(units)
            own += sum(length if unit is None else length**2 for unit, length in lengths.items())
        for (one, _), (other, _) in itertools.permutations(parts, 2):
            for pair in zip(one, other):
                coincidences[pair] += 1 / (len(given) - 1)
    total = sum(coincidences.values())
    if not total:
        return None
    sums = collections.Counter()
    for (one, _), count in coincidences.items():
        sums[one] += count
    observed = sum(count for (one, other), count in coincidences.items() if one != other)
    expected = total * sum(sums[c] * sums[k] for c in sums for k in sums if c != k) / (total**2 - own)
    return None if expected < 1e-9 else 1 - observed / expected


def f1(data, pairs, label, overlap):
    matched = marked = 0
    for article in data["articles"]:
        for names in pairs:
            if not all(name in article["annotators"] for name in names):
                continue
            left, right = ([(n, s) for n, s in article["annotators"][name] if not label or n == label] for name in names)
            marked += len(left) + len(right)
            if not left or not right:
                continue
            if overlap:
                graph = csr_matrix([[int(n == m and shared(s, t) > 0) for m, t in right] for n, s in left])
                matched += int((maximum_bipartite_matching(graph) >= 0).sum())
            else:
                key = lambda items: collections.Counter((n, json.dumps(s)) for n, s in items)
                matched += sum((key(left) & key(right)).values())
    return 2 * matched / marked if marked else None


def nervaluate(data, names, labels):
    docs = [[], []]
    for article in data["articles"]:
        if all(name in article["annotators"] for name in names):
            for side, name in zip(docs, names):
                work = sorted((s[0][0], s[-1][1], n) for n, s in article["annotators"][name])
                side.append([{"label": n, "start": s, "end": e - 1} for s, e, n in work])
    if not docs[0]:
        return None
    result = Evaluator(*docs, tags=labels, loader="dict").evaluate()
    return {"all": result["overall"], **result["entities"]}


# ---- comparing -----------------------------------------------------------------------------------------------------


class Differences:
    def __init__(self):
        self.largest, self.count, self.bad, self.seconds = collections.Counter(), collections.Counter(), [], collections.Counter()

    def timed(self, library, function, *arguments):
        begin = time.perf_counter()
        result = function(*arguments)
        self.seconds[library] += time.perf_counter() - begin
        return result

    def note(self, what, ours, theirs, where, tolerance=TOLERANCE):
        if (ours is None) != (theirs is None):
            self.bad.append((what, where, ours, theirs))
            return
        self.count[what] += 1
        if ours is not None:
            difference = abs(ours - theirs)
            self.largest[what] = max(self.largest[what], difference)
            if not difference <= tolerance:
                self.bad.append((what, where, ours, theirs))


def compare_values(differences, data, names, label, ours, where):
    pairs = list(itertools.combinations(names, 2))
    value = lambda name: ours[name]["value"]
    note, timed = differences.note, differences.timed
    note("exact F1 (counted)", value("exact_f1"), f1(data, pairs, label, False), where)
    note("overlap F1 (scipy)", value("overlap_f1"), timed("scipy", f1, data, pairs, label, True), where)
    note("Krippendorff alpha (krippendorff)", value("alpha"), timed("krippendorff", alpha, rows(data, names, label, False)), where)
    note("Fleiss kappa (statsmodels)", value("fleiss_kappa"), timed("statsmodels", fleiss, rows(data, names, label, True)), where)
    note("unitizing alpha (by characters)", value("unitizing_alpha"), unitizing(data, names, label), where)
    kappas = [timed("scikit-learn", cohen, rows(data, pair, label, True)) for pair in pairs]
    known = [kappa for kappa in kappas if kappa is not None]
    note("Cohen kappa (scikit-learn)", value("cohen_kappa"), sum(known) / len(known) if known else None, where)


def compare_scenarios(differences, data, pair, labels, where):
    theirs = differences.timed("nervaluate", nervaluate, data, pair["annotators"], labels)
    if theirs is None:
        return
    for key in ["all", *labels]:
        ours = pair["all"] if key == "all" else pair["labels"][key]
        for scenario, counts in ours["scenarios"].items():
            result = theirs.get(key, {}).get(scenario)
            for field in ["correct", "incorrect", "partial", "missed", "spurious", "precision", "recall", "f1"]:
                reference = getattr(result, field) if result else 0
                differences.note(f"nervaluate {scenario}", counts[field] or 0, reference, (where, key, field))


def compare_set(differences, data, ours, where):
    labels = sorted({n for article in data["articles"] for work in article["annotators"].values() for n, _ in work})
    for pair in ours["pairs"] + [ours["all"]]:
        for label in [None, *labels]:
            values = pair["labels"][label] if label else pair["all"]
            compare_values(differences, data, pair["annotators"], label, values, (where, pair["annotators"], label))
    for pair in ours["pairs"]:
        compare_scenarios(differences, data, pair, labels, (where, pair["annotators"]))


# ---- gamma ---------------------------------------------------------------------------------------------------------


def continuum_of(article):
    from pygamma_agreement import Continuum
    from pyannote.core import Segment

    continuum = Continuum()
    for name in sorted(article["annotators"]):
        continuum.add_annotator(name)
        for label, spans in article["annotators"][name]:
            continuum.add(name, Segment(spans[0][0], spans[-1][1]), label)
    continuum.bound_inf, continuum.bound_sup = 0.0, float(article["chars"])
    return continuum


def categorical_disorder(alignment):
    """γcat's disorder as Mathet (2017) defines it: pygamma-agreement adds a term for annotations without a partner."""
    disorder = weight = 0.0
    for group in alignment.unitary_alignments:
        units = [unit for _, unit in group.n_tuple if unit is not None]
        for one, other in itertools.combinations(units, 2):
            off = abs(one.segment.start - other.segment.start) + abs(one.segment.end - other.segment.end)
            part = max(0.0, 1 - (off / (one.segment.duration + other.segment.duration)) ** 2) / (len(units) - 1)
            weight += part
            disorder += part * (one.annotation != other.annotation)
    return disorder / weight if weight else None


def compare_gamma(differences, data, ours, where, samples):
    from pygamma_agreement import CombinedCategoricalDissimilarity, ShuffleContinuumSampler

    continuum = continuum_of(data["articles"][0])
    people = continuum.num_annotators
    if not continuum:
        return
    np.random.seed(len(str(where)))
    dissimilarity = CombinedCategoricalDissimilarity(delta_empty=1.0, alpha=1.0, beta=1.0)
    results = {}
    for soft in [False] + [True] * (people == 2):
        run = lambda: continuum.compute_gamma(dissimilarity, n_samples=samples, sampler=ShuffleContinuumSampler(), soft=soft)
        results[soft] = differences.timed(f"pygamma-agreement, {people} annotators", run)
    strict, ours = results[False], ours["gamma"]
    name = f"gamma, {people} annotators"
    exact = ALIGNMENT if people == 2 else 0.1 * max(strict.observed_disorder, 0.01)
    differences.note(f"{name}: observed disorder", ours["observed"], float(strict.observed_disorder), where, exact)
    chance = [align.disorder for align in strict.chance_alignments]
    error = math.hypot(np.std(chance), ours["deviation"]) / math.sqrt(samples)
    slack = 4 * error + (ALIGNMENT if people == 2 else 0.05 * strict.expected_disorder)
    differences.note(f"{name}: expected disorder", ours["expected"], float(strict.expected_disorder), where, slack)
    wide = 4 * error * ours["observed"] / strict.expected_disorder**2 + exact / strict.expected_disorder
    wide += 0 if people == 2 else 0.05
    differences.note(name, ours["gamma"], float(strict.gamma), where, wide + 1e-4)
    if people == 2:
        soft = results[True]
        spread = np.std([align.disorder for align in soft.chance_alignments]) / math.sqrt(samples)
        wide = 6 * spread * float(soft.observed_disorder) / soft.expected_disorder**2
        differences.note("soft gamma, 2 annotators", ours["soft"], float(soft.gamma), where, wide + 1e-4)
    observed = categorical_disorder(strict.best_alignment)
    expected = [d for d in map(categorical_disorder, strict.chance_alignments) if d is not None]
    if people == 2 and observed is not None and expected and np.mean(expected) > 0.05 and ours["categorical"] is not None:
        spread = np.std(expected) / math.sqrt(len(expected))
        wide = 6 * spread * observed / np.mean(expected) ** 2
        differences.note("gamma-cat, 2 annotators", ours["categorical"], 1 - observed / float(np.mean(expected)), where, wide + 1e-4)


def figures_of(command, sets, samples):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"sets": sets}, file)
        file.flush()
        begin = time.perf_counter()
        out = subprocess.run([*shlex.split(command), file.name, str(samples)], check=True, capture_output=True, text=True).stdout
        return json.loads(out)["sets"], time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", required=True, help="the command that prints our figures")
    parser.add_argument("--sets", type=int, default=200)
    parser.add_argument("--gamma", type=int, default=40, help="articles to compare gamma on")
    parser.add_argument("--samples", type=int, default=200, help="samples for gamma")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    differences = Differences()
    sets = [made for made in (make_set(rng) for _ in range(arguments.sets)) if comparable(made)]
    ours, seconds = figures_of(arguments.ours, sets, 0)
    differences.seconds["ours"] = seconds
    for where, (data, figures) in enumerate(zip(sets, ours)):
        compare_set(differences, data, figures, where)
    sets = [make_set(rng, [2, 2, 2, 3][at % 4], 1, split=False, missing=False, size=6) for at in range(arguments.gamma)]
    if sets:
        ours, differences.seconds["ours, gamma"] = figures_of(arguments.ours, sets, arguments.samples)
        for where, (data, figures) in enumerate(zip(sets, ours)):
            compare_gamma(differences, data, figures, f"gamma {where}", arguments.samples)
    for what in sorted(differences.count):
        print(f"{what:45} {differences.count[what]:6} figures, largest difference {differences.largest[what]:.3g}")
    for library, seconds in sorted(differences.seconds.items()):
        print(f"{library:45} {seconds:9.3f} s")
    for what, where, ours, theirs in differences.bad[:40]:
        print(f"DIFFERENT {what} {where}: ours {ours}, theirs {theirs}")
    print(f"{len(differences.bad)} differences above tolerance")
    sys.exit(1 if differences.bad else 0)


if __name__ == "__main__":
    main()
