#!/usr/bin/env python3
"""Loads every export with the tool that it is for: load.py TAGLINE [PROJECT] [--only NAME,NAME]

Without PROJECT one is made that has every kind of annotation. Everything is exported with TAGLINE, loaded with the tools'
own libraries from PyPI, each set of them in an environment that is kept in the cache, and compared with the neutral
export: how many annotations, their labels, offsets and text, and the relations, less what the export said is lost.
The last line is `N passed, N failed`; the exit code is 1 when anything failed.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import story
from environment import environment, run

HERE = Path(__file__).resolve().parent

# The libraries that are installed together.
MAIN, LABEL_STUDIO, DOCCANO = "requirements.txt", "requirements-label-studio.txt", "requirements-doccano.txt"

# How a tool sees an annotation: whole, its parts apart, parts cut at line ends, parts as tokens, the longest of parts that
# overlap as tokens, or which characters have its label.
WHOLE, PARTS, LINES, TOKENS, LONGEST, CHARACTERS = "whole", "parts", "lines", "tokens", "longest", "characters"

Tool = collections.namedtuple("Tool", "name loader view relations requirements", defaults=(MAIN,))
Case = collections.namedtuple("Case", "format options tools")

SPLIT = ["--split", "60/20/20", "--seed", "7"]
PARQUET = [
    Tool("pyarrow", "parquet_pyarrow", WHOLE, True),
    Tool("polars", "parquet_polars", WHOLE, True),
    Tool("duckdb", "parquet_duckdb", WHOLE, True),
    Tool("datasets", "parquet_datasets", WHOLE, True),
]
SPARK = Tool("pyspark", "parquet_pyspark", WHOLE, True)
TABLES = [Tool("duckdb", "csv_duckdb", WHOLE, True), Tool("polars", "csv_polars", WHOLE, True)]

CASES = [
    Case("jsonl", [], [Tool("json", "jsonl", WHOLE, True)]),
    Case("brat", [], [Tool("pybrat", "brat", LINES, True)]),
    Case("cas-xmi", [], [Tool("cassis", "cas_xmi", PARTS, True)]),
    Case("cas-xmi", ["--set", "tokens=yes"], [Tool("cassis", "cas_xmi", PARTS, True)]),
    Case("cas-json", [], [Tool("cassis", "cas_json", PARTS, True)]),
    Case("inception", [], [Tool("cassis", "inception", PARTS, True)]),
    Case("webanno", [], [Tool("as described", "webanno", PARTS, True), Tool("web-anno-tsv", "web_anno_tsv", CHARACTERS, False)]),
    Case("conll", [], [Tool("seqeval", "conll", TOKENS, False), Tool("spacy", "conll_spacy", TOKENS, False)]),
    Case("conll", ["--set", "scheme=iobes"], [Tool("seqeval", "conll", TOKENS, False)]),
    Case("conll", ["--set", "columns=labels"], [Tool("seqeval", "conll_labels", TOKENS, False)]),
    Case("spacy", [], [Tool("spacy", "spacy_spans", PARTS, True)]),
    Case("prodigy", [], [Tool("spacy", "prodigy", PARTS, True)]),
    Case("huggingface", [], [Tool("datasets", "huggingface", WHOLE, True), Tool("seqeval", "huggingface_tags", LONGEST, False)]),
    Case("gliner", [], [Tool("json", "gliner", TOKENS, True)]),
    Case("chat", [], [Tool("json", "chat", WHOLE, True)]),
    Case("label-studio", [], [Tool("label-studio-sdk", "label_studio", PARTS, True, LABEL_STUDIO)]),
    Case("doccano", [], [Tool("doccano", "doccano", PARTS, True, DOCCANO)]),
    Case("doccano", ["--set", "form=plain"], [Tool("doccano", "doccano", PARTS, False, DOCCANO)]),
    Case("w3c", [], [Tool("json", "w3c", WHOLE, True)]),
    Case("bdocjs", [], [Tool("gatenlp", "bdocjs", PARTS, True)]),
    Case("bioc", [], [Tool("bioc", "bioc", WHOLE, True)]),
    Case("bioc", ["--set", "form=json"], [Tool("bioc", "bioc", WHOLE, True)]),
    Case("csv", [], TABLES),
    Case("tsv", [], TABLES),
    Case("html", [], [Tool("html5lib", "html", WHOLE, False)]),
    Case("parquet", [], [*PARQUET, SPARK]),
    Case("parquet", SPLIT, [*PARQUET, SPARK]),
    Case("parquet", ["--set", "partition=publication"], PARQUET),
    Case("parquet", ["--set", "partition=month"], PARQUET[:3]),
]


class Tagline:
    """The program, with settings and state of its own."""

    def __init__(self, program, project, work):
        self.program, self.project = Path(program).resolve(), Path(project).resolve()
        homes = {name: str(work / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
        self.environment = {**os.environ, **homes, "NO_COLOR": "1"}

    def __call__(self, *arguments):
        return run([self.program, *arguments], cwd=self.project, env=self.environment)

    def formats(self):
        """The formats that are written, by name."""
        listed = self("formats", "--json")
        if listed.returncode != 0:
            sys.exit(f"formats --json failed: {listed.stderr}")
        return {one["name"]: one for one in json.loads(listed.stdout)["annotations"] if one["out"]}


def export(tagline, facts, case, folder):
    """Exports into a folder; what is told as lost, by its words, or why it failed."""
    folder.mkdir(parents=True)
    target = folder / (f"out.{facts['endings'][0]}" if "file" in facts["shape"].split(",")[0] else "out")
    if "archive" in facts["shape"]:
        target = folder / "out.zip"
    told = tagline("export", case.format, "--annotator", "anna", "-o", target, "--json", "--unannotated", *case.options)
    if told.returncode != 0:
        return None, f"export: {told.stderr.strip().splitlines()[-1:]}"
    losses = {}
    for sentence in json.loads(told.stdout)["losses"]:
        count, words = sentence.split(" ", 1)
        losses[words] = int(count)
    return losses, None


def load(requirements, jobs, work):
    """Runs the loaders that need these libraries."""
    python, why = environment(HERE / requirements)
    if python is None:
        return [{**job, "found": None, "why": f"{requirements}: {why}", "missing": requirements == DOCCANO} for job in jobs]
    name = requirements.removesuffix(".txt")
    asked, answered = work / f"{name}.jobs.json", work / f"{name}.results.json"
    asked.write_text(json.dumps(jobs), encoding="utf-8")
    done = run([python, HERE / "tools.py", asked, answered], env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_CACHE": str(work / "hub"), "PYTHONWARNINGS": "ignore"})
    (work / f"{name}.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    if not answered.exists():
        return [{**job, "found": None, "why": done.stderr.strip().splitlines()[-1:]} for job in jobs]
    return json.loads(answered.read_text(encoding="utf-8"))


# -- comparing ------------------------------------------------------------------------------------------------------------


def in_code_points(found, text):
    """A document with its spans in code points."""
    if "tokens" in found:
        return token_spans(found, text)
    if "utf16" not in found:
        return found
    units = text.encode("utf-16-le")
    before = lambda unit: len(units[: 2 * unit].decode("utf-16-le"))
    for start, end, token in found["utf16"]:
        if text[before(start) : before(end)] != token:
            raise ValueError(f"token {token!r} is not at {start}")
    spans = [[label, [[before(start), before(end)] for start, end in parts], None] for label, parts, _ in found["spans"]]
    for span in spans:
        span[2] = [text[start:end] for start, end in span[1]]
    return {**found, "text": text, "spans": spans}


def characters(found, reference):
    """The characters that have a label, as a tool sees them and as they are: white space has none."""
    text, here, at = reference["text"], set(), 0
    for sentence, marks in found["sentences"]:
        at = text.index(sentence, at)
        here |= {(label, at + one) for label, start, end in marks for one in range(start, end)}
        at += len(sentence)
    parts = [(one["label"], part) for one in reference["annotations"] for part in one["spans"]]
    all_ = {(label, one) for label, part in parts for one in range(part["start"], part["end"])}
    printed = lambda marks: {(label, one) for label, one in marks if not text[one].isspace()}
    return printed(here), printed(all_)


def token_spans(found, text):
    """The spans of a document of tokens, in code points."""
    places, at = [], 0
    for token in found["tokens"]:
        start = text.find(token, at)
        if start < 0 or text[at:start].strip():
            raise ValueError(f"token {token!r} is not at {at} but at {start}")
        at = start + len(token)
        places.append((start, at))
    if text[at:].strip():
        raise ValueError(f"no tokens from {at} on")
    spans = []
    for label, parts, _ in found["spans"]:
        parts = [[places[start][0], places[end - 1][1]] for start, end in parts]
        spans.append([label, parts, [text[start:end] for start, end in parts]])
    return {**found, "text": text, "spans": spans}


def viewed(reference, view):
    """What a tool must see of a document: spans, and relations by the places of their ends in them."""
    spans, first = [], {}
    for one in reference["annotations"]:
        parts = [(part["start"], part["end"]) for part in one["spans"]]
        if view == LINES:
            parts = [cut for part in parts for cut in cut_at_lines(reference["text"], part)]
        first[one["id"]] = len(spans)
        spans += [(one["label"], (part,)) for part in parts] if view in (PARTS, TOKENS, LONGEST) else [(one["label"], tuple(parts))]
    relations = [(one["kind"], spans[first[one["from"]]], spans[first[one["to"]]]) for one in reference["relations"]]
    return spans, relations


def cut_at_lines(text, part):
    start, end = part
    for line in re.finditer(r"[^\n]+", text[start:end]):
        if line.group().strip():
            yield start + line.start(), start + line.end()


def compare(tool, reference, found, losses):
    """How many spans and relations are right, and what is wrong beside what was told as lost."""
    by_path, wrong = {one["path"]: one for one in found}, []
    counts = collections.Counter()
    missing, extra, kept = [], [], []
    for expected in reference:
        path, text = expected["article"]["path"], expected["text"]
        one = by_path.pop(path, None) or next((other for other in found if other.get("path") is None and other.get("text") == text), None)
        if one is None:
            wrong.append(f"{path} is not there")
            continue
        if "passed_over" in one:
            counts["passed over"] += 1
            continue
        if tool.view == CHARACTERS:
            here, all_ = characters(one, expected)
            counts["spans"] += len(all_)
            counts["right"] += len(all_ & here)
            wrong += [f"{path}: {len(all_ ^ here)} characters have other labels"] if all_ != here else []
            continue
        try:
            one = in_code_points(one, text)
        except ValueError as error:
            wrong.append(f"{path}: {error}")
            continue
        if one["text"] != text:
            wrong.append(f"{path}: another text")
        for label, parts, covered in one["spans"]:
            if [text[start:end] for start, end in parts] != covered:
                wrong.append(f"{path}: {label} {parts} covers {covered}")
        spans, relations = viewed(expected, tool.view)
        seen = [(label, tuple(tuple(part) for part in parts)) for label, parts, _ in one["spans"]]
        wanted, there = collections.Counter(spans), collections.Counter(seen)
        counts["spans"] += len(spans)
        counts["right"] += (wanted & there).total()
        missing += [(path, *span) for span in (wanted - there).elements()]
        extra += [(path, *span) for span in (there - wanted).elements()]
        kept += [(path, *span) for span in there]
        if tool.relations:
            links = collections.Counter((kind, seen[a], seen[b]) for kind, a, b in one["relations"])
            counts["relations"] += len(relations)
            counts["related"] += (collections.Counter(relations) & links).total()
    wrong += [f"{path} is not in the project" for path in by_path if path is not None]
    wrong += beyond(counts, missing, extra, kept, losses, tool)
    return counts, wrong


def beyond(counts, missing, extra, kept, losses, tool):
    """What is missing or too much beside the losses that were told."""
    told = lambda *words: sum(count for sentence, count in losses.items() if any(word in sentence for word in words))
    widened, left_out = told("widened"), told("left out because")
    if tool.view == LONGEST:
        # What is told is of the spans, which hold all; a tag is that of the longest.
        over = lambda one, other: any(a < d and c < b for a, b in one for c, d in other)
        left_out = sum(any(path == other and over(parts, others) for other, _, others in kept) for path, _, parts in missing)
    elif tool.view != TOKENS:
        widened = left_out = 0
    wrong = []
    if len(extra) > widened:
        wrong += [f"{len(extra)} spans are elsewhere, {widened} were told: {extra[:3]}"]
    if len(missing) != len(extra) + left_out:
        wrong += [f"{len(missing)} spans are missing, {left_out + len(extra)} were told: {missing[:3]}"]
    lost = told("relation left out", "relations left out")
    if tool.relations and counts["related"] + lost != counts["relations"]:
        wrong += [f"{counts['relations'] - counts['related']} relations are missing, {lost} were told"]
    return wrong


# -- all of it ------------------------------------------------------------------------------------------------------------


def as_told(stories, reference):
    """Whether the neutral export says what the stories do."""
    wrong = []
    by_path = {one["article"]["path"]: one for one in reference}
    for one in stories:
        there = by_path.get(one.path)
        if there is None or there["text"] != one.text:
            wrong.append(f"{one.path}: not there, or another text")
            continue
        wanted = sorted((item["id"], item["label"], tuple(item["spans"])) for item in one.annotations)
        seen = sorted((item["id"], item["label"], tuple((part["start"], part["end"]) for part in item["spans"])) for item in there["annotations"])
        links = lambda items: sorted((item["id"], item["kind"], item["from"], item["to"]) for item in items)
        if wanted != seen or links(one.relations) != links(there["relations"]):
            wrong.append(f"{one.path}: {len(seen)} annotations, {len(wanted)} were made, or others")
        if any(part["text"] != one.text[part["start"] : part["end"]] for item in there["annotations"] for part in item["spans"]):
            wrong.append(f"{one.path}: the text of a span is another")
    return wrong


def named(case):
    chosen = [option for option in case.options if "=" in option] + (["split"] if "--split" in case.options else [])
    return " ".join([case.format, *chosen])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tagline")
    parser.add_argument("project", nargs="?")
    parser.add_argument("--only", help="formats, joined by commas")
    parser.add_argument("--keep", help="a new folder for what is exported")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tagline-load-") as temporary:
        work = Path(arguments.keep or temporary).resolve()
        work.mkdir(exist_ok=True)
        project = arguments.project or work / "project"
        stories = [] if arguments.project else story.write(project)
        sys.exit(check(Tagline(arguments.tagline, project, work), stories, work, arguments.only))


def check(tagline, stories, work, only):
    formats = tagline.formats()
    wanted = set(only.split(",")) if only else set(formats)
    cases = [case for case in CASES if case.format in wanted and case.format in formats]
    unknown = sorted(set(formats) & wanted - {case.format for case in CASES})
    losses, why = export(tagline, formats["jsonl"], CASES[0], work / "reference")
    if why:
        sys.exit(f"the neutral export failed: {why}")
    with open(work / "reference/out.jsonl", encoding="utf-8") as lines:
        reference = [json.loads(line) for line in lines]
    rows = [("jsonl", "as made", "", "", "", as_told(stories, reference))]
    rows += [(name, "-", "", "", "", ["nothing here loads it"]) for name in unknown]
    jobs, exported = collections.defaultdict(list), {}
    for number, case in enumerate(cases):
        folder = work / "out" / f"{number:02}-{case.format}"
        exported[number] = export(tagline, formats[case.format], case, folder)
        for at, tool in enumerate(case.tools):
            if tool.name == "pyspark" and shutil.which("java") is None:
                rows.append((named(case), tool.name, "", "", "", None))
            elif exported[number][1] is None:
                # What a loader leaves behind is in nobody else's way.
                copy = folder.with_name(f"{folder.name}-{tool.loader}")
                shutil.copytree(folder, copy)
                jobs[tool.requirements].append({"case": number, "tool": at, "loader": tool.loader, "folder": str(copy)})
            else:
                rows.append((named(case), tool.name, "", "", "", [exported[number][1]]))
    with concurrent.futures.ThreadPoolExecutor() as pool:
        results = [one for found in pool.map(lambda item: load(*item, work), jobs.items()) for one in found]
    for one in sorted(results, key=lambda one: (one["case"], one["tool"])):
        case = cases[one["case"]]
        tool, lost = case.tools[one["tool"]], exported[one["case"]][0]
        if one["found"] is None:
            rows.append((named(case), tool.name, "", "", "", None if one.get("missing") else [str(one["why"])]))
            continue
        counts, wrong = compare(tool, reference, one["found"], lost)
        right = lambda good, all_: f"{counts[good]}/{counts[all_]}"
        told = "; ".join(f"{count} {words}" for words, count in lost.items())
        told += f"; {counts['passed over']} articles that this tool cannot read" if counts["passed over"] else ""
        rows.append((named(case), tool.name, right("right", "spans"), right("related", "relations") if tool.relations else "-", told, wrong))
    return report(rows)


def report(rows):
    """Prints the table and the sum; gives the exit code."""
    head = ("format", "loaded with", "loads", "spans right", "relations right", "losses told")
    table = [(name, tool, "skipped" if wrong is None else "no" if wrong else "yes", spans, relations, told) for name, tool, spans, relations, told, wrong in rows]
    widths = [max(len(row[at]) for row in [head, *table]) for at in range(5)]
    for row in [head, *table]:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[5]]).rstrip())
    failed = [row for row in rows if row[5]]
    for name, tool, *_, wrong in failed:
        for why in wrong[:4]:
            print(f"FAILED {name}, {tool}: {why}")
    passed = sum(row[5] == [] for row in rows)
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    main()
