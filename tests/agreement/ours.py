#!/usr/bin/env python3
"""What `tagline agree` says of data as compare.py makes it: `ours.py TAGLINE DATA.json SAMPLES`.

Each set becomes a project: a word for each token, a record for each annotator. Needs nothing but Python.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TIMES = 'created: "2026-11-24T09:12:44Z", modified: "2026-11-24T09:12:44Z"'


def text_of(article):
    text = [" "] * article["chars"]
    for start, end in article["tokens"]:
        text[start:end] = "x" * (end - start)
    return "".join(text)


def record_of(key, text, annotator, work):
    spans = lambda spans: ", ".join(f"(start: {s}, end: {e}, text: {json.dumps(text[s:e])})" for s, e in spans)
    items = [f'(id: "{n}", label: "{label}", spans: [{spans(where)}], {TIMES})' for n, (label, where) in enumerate(work)]
    digest = hashlib.sha256(text.encode()).hexdigest()
    about = f'(path: "{key}", title: "", sha256: "{digest}", chars: {len(text)})'
    return f'(schema: 1, article: {about}, annotator: "{annotator}", state: Done, annotations: [{", ".join(items)}])'


def project_of(data, folder):
    # nervaluate takes spans of one place by the names of their labels; ours go by the codebook.
    labels = ", ".join(f'(id: "{name}", name: "{name}", key: \'{name[0]}\')' for name in ("actor", "claim", "quote", "threat"))
    (folder / "tagline.ron").write_text(f"(codebook: (labels: [{labels}]))")
    for number, article in enumerate(data["articles"]):
        key, text = f"{number}.txt", text_of(article)
        (folder / key).write_text(text)
        for annotator, work in article["annotators"].items():
            record = folder / "annotations" / annotator / f"{key}.ron"
            record.parent.mkdir(parents=True, exist_ok=True)
            record.write_text(record_of(key, text, annotator, work))


def figures(raw):
    values = lambda one: {**one, "scenarios": one.get("nervaluate", {})}
    labels = {label: values(one) for label, one in raw["labels"].items()}
    return {"annotators": raw["annotators"], "all": values(raw["all"]), "labels": labels}


def main():
    program, source, samples = Path(sys.argv[1]).resolve(), sys.argv[2], int(sys.argv[3])
    sets = []
    for data in json.loads(Path(source).read_text())["sets"]:
        with tempfile.TemporaryDirectory() as home:
            folder = Path(home) / "project"
            folder.mkdir()
            project_of(data, folder)
            homes = {name: home for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
            gamma = ["--gamma", "--samples", str(samples)] if samples else []
            command = [program, "agree", "--json", "--rounds", "0", *gamma]
            told = subprocess.run(command, cwd=folder, env={**os.environ, **homes}, capture_output=True, text=True)
            if told.returncode != 0:
                sys.exit(f"{told.stderr}\n{json.dumps(data)}")
            raw = json.loads(told.stdout)
            pairs = [figures(pair) for pair in raw["pairs"]]
            sets.append({"pairs": pairs, "all": figures(raw["all"]) if raw["all"] else pairs[0], "gamma": raw["gamma"]})
    print(json.dumps({"sets": sets}))


if __name__ == "__main__":
    main()
