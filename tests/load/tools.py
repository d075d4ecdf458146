"""Exports, loaded with the tools' own libraries: `tools.py CASES.json RESULTS.json`, run where those are installed.

Each loader takes the folder of an export and gives a list of documents as the tool sees them:

    {"path": …, "text": …, "spans": [[label, [[start, end], …], [covered text, …]], …], "relations": [[kind, from, to], …]}

Offsets are code points, `from` and `to` places in `spans`; `group` marks the parts of one annotation. Formats of tokens
give `tokens` instead of `text`, and spans that count in them.
"""

import glob
import json
import os
import re
import sys
import traceback
import warnings
import zipfile
from pathlib import Path

warnings.simplefilter("ignore")


def read_lines(path):
    with open(path, encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def document(path, text, spans, relations=()):
    """A document whose spans are `(label, [(start, end)], id)`, and whose relations name ids."""
    places = {}
    for at, (_, _, identity) in enumerate(spans):
        places.setdefault(identity, at)
    covered = [[label, [list(part) for part in parts], [text[start:end] for start, end in parts]] for label, parts, _ in spans]
    return {"path": path, "text": text, "spans": covered, "relations": [[kind, places[a], places[b]] for kind, a, b in relations]}


# -- formats of lines and of one file -------------------------------------------------------------------------------------


def jsonl(folder):
    out = []
    for row in read_lines(folder / "out.jsonl"):
        spans = [(one["label"], [(part["start"], part["end"]) for part in one["spans"]], one["id"]) for one in row["annotations"]]
        said = [[part["text"] for part in one["spans"]] for one in row["annotations"]]
        made = document(row["article"]["path"], row["text"], spans, [(one["kind"], one["from"], one["to"]) for one in row["relations"]])
        out.append(made)
        for span, texts in zip(made["spans"], said):
            span[2] = texts
    return out


def spacy_spans(folder):
    """The script that goes with the export makes a DocBin, which spaCy loads; what spaCy's tokens cut is told by char_span."""
    import subprocess

    import spacy
    from spacy.tokens import DocBin

    source, target, out = folder / "out.jsonl", folder / "out.spacy", []
    subprocess.run([sys.executable, str(*folder.glob("*to_docbin.py")), str(source), str(target)], check=True, capture_output=True)
    nlp = spacy.blank("en")
    rows = read_lines(source)
    docs = list(DocBin().from_disk(target).get_docs(nlp.vocab))
    assert len(docs) == len(rows) and all(doc.text == row["text"] for doc, row in zip(docs, rows)), "texts differ"
    for doc, row in zip(docs, rows):
        spans = [(one["label"], [(one["start"], one["end"])], one["id"]) for one in row["spans"]]
        for one, kept in zip(row["spans"], doc.spans["sc"]):
            strict = doc.char_span(one["start"], one["end"], label=one["label"], alignment_mode="strict")
            assert kept.label_ == one["label"] and kept.start_char <= one["start"] and one["end"] <= kept.end_char, one
            assert strict is None or (kept.start_char, kept.end_char) == (one["start"], one["end"]), one
        assert len(doc.spans["sc"]) == len(spans), "spans are missing"
        out.append(document(row["meta"]["path"], doc.text, spans, [(one["label"], one["from"], one["to"]) for one in row["relations"]]))
    return out


def prodigy(folder):
    """spaCy takes Prodigy's tokens; spans are taken by token, where the last one is inside."""
    import spacy
    from spacy.tokens import Doc

    vocab, out = spacy.blank("en").vocab, []
    for row in read_lines(folder / "out.jsonl"):
        tokens = row["tokens"]
        doc = Doc(vocab, words=[one["text"] for one in tokens], spaces=[one["ws"] for one in tokens])
        assert doc.text == row["text"], "the tokens are not the text"
        assert all((token.idx, token.idx + len(token)) == (one["start"], one["end"]) for token, one in zip(doc, tokens)), "tokens are elsewhere"
        spans = []
        for one in row["spans"]:
            span = doc[one["token_start"] : one["token_end"] + 1]
            assert span.start_char <= one["start"] and one["end"] <= span.end_char, one
            spans.append((one["label"], [(one["start"], one["end"])], one["id"]))
        by_place = {(one["start"], one["end"], one["label"]): one["id"] for one in row["spans"]}
        end = lambda span: by_place[span["start"], span["end"], span["label"]]
        relations = [(one["label"], end(one["head_span"]), end(one["child_span"])) for one in row.get("relations", [])]
        out.append(document(row["meta"]["path"], row["text"], spans, relations))
    return out


def hub_rows(folder):
    from datasets import load_dataset

    for card in folder.glob("*README.md"):
        card.rename(folder / "README.md")
    splits = load_dataset(str(folder), cache_dir=str(folder.parent / "hub"))
    return [(row, split.features) for split in splits.values() for row in split]


def huggingface(folder):
    out = []
    for row, _ in hub_rows(folder):
        spans = [(one["label"], [(part["start"], part["end"]) for part in one["fragments"]], one["id"]) for one in row["spans"]]
        for one, (_, parts, _) in zip(row["spans"], spans):
            assert (one["start"], one["end"]) == (parts[0][0], parts[-1][1]) and row["text"][one["start"] : one["end"]] == one["text"], one
        out.append(document(row["id"], row["text"], spans, [(one["label"], one["from"], one["to"]) for one in row["relations"]]))
    return out


def entities(sentences):
    """What seqeval sees in tags, as spans over all tokens."""
    from seqeval.metrics.sequence_labeling import get_entities

    spans, first = [], 0
    for tags in sentences:
        plain = [re.sub(r"^S-", "B-", re.sub(r"^E-", "I-", tag)) for tag in tags]
        spans += [[label, [[first + start, first + end + 1]], None] for label, start, end in get_entities(plain)]
        first += len(tags)
    return spans


def huggingface_tags(folder):
    out = []
    for row, features in hub_rows(folder):
        names = features["ner_tags"].feature.names
        out.append({"path": row["id"], "tokens": row["tokens"], "spans": entities([[names[tag] for tag in row["ner_tags"]]]), "relations": []})
    return out


def conll_file(path):
    from urllib.parse import unquote

    out = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split(" ") for line in block.split("\n") if line]
        if rows and rows[0][0] == "-DOCSTART-":
            out.append({"path": unquote(rows[0][1]), "sentences": []})
        elif rows:
            out[-1]["sentences"].append(rows)
    return out


def conll(folder):
    """seqeval on the last column; spaCy's converter must see the same entities where it knows the scheme."""
    out = []
    for one in conll_file(folder / "out.conll"):
        tokens = [row[0] for rows in one["sentences"] for row in rows]
        out.append({"path": one["path"], "tokens": tokens, "spans": entities([[row[-1] for row in rows] for rows in one["sentences"]]), "relations": []})
    return out


def conll_labels(folder):
    """A file for each label: their entities together."""
    by_path = {}
    for path in sorted(folder.glob("out-*.conll")):
        for one in conll_file(path):
            tokens = [row[0] for rows in one["sentences"] for row in rows]
            made = by_path.setdefault(one["path"], {"path": one["path"], "tokens": tokens, "spans": [], "relations": []})
            assert made["tokens"] == tokens, "the files have other tokens"
            made["spans"] += entities([[row[-1] for row in rows] for rows in one["sentences"]])
    return list(by_path.values())


def conll_spacy(folder):
    from spacy.training.converters import conll_ner_to_docs

    rows = conll_file(folder / "out.conll")
    text = "\n".join("-DOCSTART- -X- O O\n\n" + "\n".join("\n".join(" ".join([row[0], row[-1]]) for row in rows) + "\n" for rows in one["sentences"]) for one in rows)
    docs = list(conll_ner_to_docs(text, n_sents=0, no_print=True))
    filled = [one for one in rows if one["sentences"]]
    assert len(docs) == len(filled), f"{len(docs)} documents"
    return [
        {"path": one["path"], "tokens": [token.text for token in doc], "spans": [[span.label_, [[span.start, span.end]], None] for span in doc.ents], "relations": []}
        for one, doc in zip(filled, docs)
    ]


def gliner(folder):
    out = []
    for row in read_lines(folder / "out.jsonl"):
        spans = [[label, [[start, end + 1]], None] for start, end, label in row["ner"]]
        out.append({"path": row["path"], "tokens": row["tokenized_text"], "spans": spans, "relations": [[kind, a, b] for a, b, kind in row.get("relations", [])]})
    return out


def chat(folder):
    """The article is the last thing that is asked, the answer is JSON."""
    out = []
    for row in read_lines(folder / "out.jsonl"):
        said = {message["role"]: message["content"] for message in row["messages"]}
        answer = json.loads(said["assistant"])
        parts = lambda one: [(part["start"], part["end"]) for part in one.get("fragments", [one])]
        spans = [(one["label"], parts(one), at) for at, one in enumerate(answer["annotations"])]
        for one in answer["annotations"]:
            assert said["user"][one["start"] : one["end"]] == one["text"], one
        relations = [(one["relation"], one["from"], one["to"]) for one in answer.get("relations", [])]
        out.append(document(None, said["user"], spans, relations))
    return out


def w3c(folder):
    """Web Annotations as JSON; each quote must be what stands at its position, with what is before and behind."""
    collection = json.loads((folder / "out.jsonld").read_text(encoding="utf-8"))
    texts, spans, relations = {}, {}, {}
    article = lambda target: target.get("scope") or target["source"]
    for item in collection["first"]["items"]:
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        tags = [body["value"] for body in item["body"] if body.get("purpose") == "tagging"]
        if item["motivation"] == "describing":
            texts[article(targets[0])] = (targets[0], item["body"][0]["value"])
        elif item["motivation"] == "tagging":
            text = texts[article(targets[0])][1]
            for target in targets:
                position, quote = target["selector"]
                start, end = position["start"], position["end"]
                assert text[start:end] == quote["exact"] and text[:start].endswith(quote["prefix"]) and text[end:].startswith(quote["suffix"]), item["id"]
            parts = [(target["selector"][0]["start"], target["selector"][0]["end"]) for target in targets]
            spans.setdefault(article(targets[0]), []).append((tags[0], parts, item["id"]))
        elif item["motivation"] == "linking":
            to = next(body["source"] for body in item["body"] if body.get("purpose") == "linking")
            relations[item["id"]] = (tags[0], targets[0], to)
    out = []
    for scope, (target, text) in texts.items():
        here = spans.get(scope, [])
        ids = {identity for _, _, identity in here}
        out.append(document(target.get("schema:url"), text, here, [one for one in relations.values() if one[1] in ids]))
    return out


def bioc(folder):
    from bioc import biocjson, biocxml

    path = folder / "out.xml"
    if path.read_bytes().lstrip().startswith(b"<"):
        with open(path, "rb") as file:
            collection = biocxml.load(file)
    else:
        with open(path, encoding="utf-8") as file:
            collection = biocjson.load(file)
    out = []
    for one in collection.documents:
        passage = one.passages[0]
        spans = [(item.infons["type"], [(place.offset, place.end) for place in item.locations], item.id) for item in passage.annotations]
        end = lambda relation, role: next(node.refid for node in relation.nodes if node.role == role)
        relations = [(relation.infons["type"], end(relation, "from"), end(relation, "to")) for relation in passage.relations]
        out.append(document(one.id, passage.text, spans, relations))
    return out


def by_article(articles, fragments, relations):
    """Documents of rows: `(path, text)`, `(path, id, label, start, end, text)`, `(path, kind, from, to)`."""
    out = []
    for path, text in articles:
        ids = {}
        for _, identity, label, start, end, covered in sorted((row for row in fragments if row[0] == path), key=lambda row: (row[1], row[3])):
            assert covered == text[start:end], (path, start, end, covered)
            ids.setdefault((identity, label), []).append((start, end))
        spans = [(label, parts, identity) for (identity, label), parts in ids.items()]
        out.append(document(path, text, spans, [row[1:] for row in relations if row[0] == path]))
    return out


def unguarded(cell):
    """Cells that a spreadsheet would take for a formula have an apostrophe before them."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


def csv_duckdb(folder):
    import duckdb

    (main,) = [path for path in folder.glob("out.*sv")]
    delimiter = "\t" if main.suffix == ".tsv" else ","

    def rows(path, columns):
        options = f"delim='{delimiter}', quote='\"', escape='\"', header=true, all_varchar=true, null_padding=false, nullstr='\\N'"
        return duckdb.sql(f"select {columns} from read_csv('{path}', {options})").fetchall()

    beside = lambda name: main.with_name(f"out-{name}{main.suffix}")
    clean = lambda found: [tuple(unguarded(cell or "") for cell in row) for row in found]
    articles = clean(rows(beside("articles"), "article, text"))
    fragments = [(*row[:3], int(row[3]), int(row[4]), row[5]) for row in clean(rows(main, 'article, annotation, label, "start", "end", "text"'))]
    return by_article(articles, fragments, clean(rows(beside("relations"), 'article, kind, "from", "to"')))


def csv_polars(folder):
    import polars

    (main,) = [path for path in folder.glob("out.*sv")]
    read = lambda path: polars.read_csv(path, separator="\t" if main.suffix == ".tsv" else ",", infer_schema=False)
    beside = lambda name: main.with_name(f"out-{name}{main.suffix}")
    clean = lambda frame, *names: [tuple(unguarded(cell or "") for cell in row) for row in frame.select(names).rows()]
    fragments = [(*row[:3], int(row[3]), int(row[4]), row[5]) for row in clean(read(main), "article", "annotation", "label", "start", "end", "text")]
    return by_article(clean(read(beside("articles")), "article", "text"), fragments, clean(read(beside("relations")), "article", "kind", "from", "to"))


# -- folders --------------------------------------------------------------------------------------------------------------


def brat(folder):
    from pybrat.parser import BratParser

    out = []
    for one in BratParser(error="ignore").parse(str(folder / "out")):
        spans = []
        for entity in one.entities:
            parts = [(part.start, part.end) for part in entity.spans]
            assert " ".join(one.text[start:end] for start, end in parts).rstrip() == entity.mention.rstrip(), entity
            spans.append((entity.type, parts, len(spans)))
        key = lambda entity: next(at for at, (label, parts, _) in enumerate(spans) if label == entity.type and parts == [(part.start, part.end) for part in entity.spans])
        relations = [(relation.type, key(relation.arg1), key(relation.arg2)) for relation in one.relations]
        out.append(document(f"{one.id}.txt", one.text, spans, relations))
    return out


def of_cas(cas):
    """Spans of a CAS; cassis counts in code points once it has loaded one."""
    article = cas.select("custom.Article")[0]
    spans = sorted(cas.select("custom.Span"), key=lambda one: (one.begin, one.end))
    made = document(article.path, cas.sofa_string, [(one.label, [(one.begin, one.end)], (one.identifier, getattr(one, "part", None) or "1")) for one in spans])
    for span, one in zip(made["spans"], spans):
        span[2] = [one.get_covered_text()]
    ids = {(one.identifier, getattr(one, "part", None) or "1"): at for at, one in enumerate(spans)}
    end = lambda one: ids[one.identifier, getattr(one, "part", None) or "1"]
    made["relations"] = [[one.label, end(one.Governor), end(one.Dependent)] for one in cas.select("custom.Relation")]
    return made


def cas_xmi(folder):
    from cassis import load_cas_from_xmi, load_typesystem

    root = folder / "out"
    with open(root / "TypeSystem.xml", "rb") as file:
        types = load_typesystem(file)
    out = []
    for path in sorted(root.rglob("*.xmi")):
        with open(path, "rb") as file:
            out.append(of_cas(load_cas_from_xmi(file, typesystem=types)))
    return out


def cas_json(folder):
    from cassis import load_cas_from_json

    out = []
    for path in sorted((folder / "out").rglob("*.json")):
        with open(path, "rb") as file:
            out.append(of_cas(load_cas_from_json(file)))
    return out


def inception(folder):
    archive = next(path for path in folder.iterdir() if path.is_file() and zipfile.is_zipfile(path))
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder / "out")
    return cas_xmi(folder)


def bdocjs(folder):
    from gatenlp import Document

    out, root = [], folder / "out"
    for path in sorted(root.rglob("*.bdocjs")):
        one = Document.load(str(path), fmt="bdocjs")
        items = list(one.annset("anna"))
        relations = [(relation["kind"], relation["from"], relation["to"]) for relation in one.features.get("relations", [])]
        made = document(one.name, one.text, [(item.type, [(item.start, item.end)], item.id) for item in items], relations)
        for span, item in zip(made["spans"], items):
            span[2] = [one[item]]
        out.append(made)
    return out


def webanno(folder):
    """As the description of the format has it: spans are the rows of one number, offsets count UTF-16."""
    cells = lambda cell: re.findall(r"(?:\\.|[^|\\])+", cell)
    unescaped = lambda value: re.sub(r"\\(.)", lambda found: {"t": "\t", "n": "\n"}.get(found[1], found[1]), value)
    out, root = [], folder / "out"
    for path in sorted(root.rglob("*.tsv")):
        names, rows, spans, links, tokens = [], [], {}, [], []
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.startswith("#T_"):
                kind, _, features = line.partition("=")
                names += [f"{kind[3:]} {name}" for name in features.split("|")[1:]]
            elif line and not line.startswith("#"):
                rows.append(line.split("\t"))
        for _, place, token, *columns in rows:
            start, end = map(int, place.split("-"))
            tokens.append([start, end, unescaped(token)])
            row = dict(zip(names, columns))
            for cell in cells(row["SP label"]) if row["SP label"] != "_" else []:
                label, number = re.fullmatch(r"(.*)\[(\d+)\]", cell, re.S).groups()
                spans.setdefault(number, [unescaped(label), [[start, end]], None])[1][0][1] = end
            if row.get("RL label", "_") != "_":
                ends = [re.search(r"\[(\d+)_(\d+)\]$", cell).groups() for cell in cells(row["RL BT_custom.Span"])]
                links += [(unescaped(kind), *pair) for kind, pair in zip(cells(row["RL label"]), ends)]
        places = {number: at for at, number in enumerate(spans)}
        relations = [[kind, places[a], places[b]] for kind, a, b in links]
        out.append({"path": str(path.relative_to(root))[:-4], "utf16": tokens, "spans": list(spans.values()), "relations": relations})
    return out


def web_anno_tsv(folder):
    """A reader that cuts spans at sentences: which characters have which label. It takes an escaped tab for a column's end."""
    from web_anno_tsv import open_web_anno_tsv

    out, root = [], folder / "out"
    for path in sorted(root.rglob("*.tsv")):
        name = str(path.relative_to(root))[:-4]
        if "\\t" in path.read_text(encoding="utf-8"):
            out.append({"path": name, "passed_over": "an escaped tab"})
            continue
        with open_web_anno_tsv(str(path)) as file:
            read = [one for one in file if one.text]
        assert all(one.text[token.start : token.stop] == token.text for one in read for token in one.tokens), "a token is elsewhere"
        sentences = [[one.text, [[mark.label, mark.start, mark.stop] for mark in one.annotations]] for one in read]
        out.append({"path": name, "sentences": sentences})
    return out


def html(folder):
    """The marks of a page, as a browser's parser sees them: runs of characters with one id."""
    import html5lib

    out, root = [], folder / "out"
    for path in sorted(root.rglob("*.html")):
        if path.name == "index.html":
            continue
        tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(path.read_bytes(), transport_encoding="utf-8")
        article = tree.find(".//article")
        inside, labels, at = {}, {}, 0

        def put(text, open_):
            nonlocal at
            for identity in open_:
                inside.setdefault(identity, []).append((at, at + len(text)))
            at += len(text)

        def walk(element, open_):
            if element.tag == "mark":
                open_ = [*open_, element.get("data-id")]
                labels[element.get("data-id")] = element.get("data-label")
            put(element.text or "", open_)
            for child in element:
                walk(child, open_)
                put(child.tail or "", open_)

        walk(article, [])
        spans = []
        for identity, runs in inside.items():
            parts = []
            for start, end in (run for run in runs if run[0] < run[1]):
                if parts and parts[-1][1] == start:
                    parts[-1] = (parts[-1][0], end)
                else:
                    parts.append((start, end))
            spans.append((labels[identity], parts, identity))
        out.append(document(str(path.relative_to(root))[: -len(".html")], "".join(article.itertext()), spans))
    return out


# -- tables ---------------------------------------------------------------------------------------------------------------


def table_rows(rows):
    """Documents of rows of the table of articles."""
    out = []
    for row in rows:
        spans = [(one["label"], [(part["start"], part["end"]) for part in one["spans"]], one["id"]) for one in row["annotations"]]
        made = document(row["path"], row["text"], spans, [(one["kind"], one["from"], one["to"]) for one in row["relations"]])
        for span, one in zip(made["spans"], row["annotations"]):
            assert " … ".join(span[2]) == one["text"] and (one["start"], one["end"]) == (span[1][0][0], span[1][-1][1]), one
        out.append(made)
    return out


def parquet_pyarrow(folder):
    import pyarrow.dataset as dataset

    return table_rows(dataset.dataset(folder / "out/articles", partitioning="hive").to_table().to_pylist())


def parquet_polars(folder):
    import polars

    return table_rows(polars.scan_parquet(folder / "out/articles/**/*.parquet", hive_partitioning=True).collect().to_dicts())


def parquet_datasets(folder):
    from datasets import load_dataset

    splits = load_dataset(str(folder / "out"), "articles", cache_dir=str(folder.parent / "hub"))
    flat = load_dataset(str(folder / "out"), "annotations", cache_dir=str(folder.parent / "hub"))
    for split in flat.values():
        names = split.features["label_id"].names
        assert all(names[row["label_id"]] == row["label"] for row in split), "a label has another name"
    return table_rows(row for split in splits.values() for row in split)


def parquet_duckdb(folder):
    """The flat table: a fragment a row, joined with the text; relations from the other."""
    import duckdb

    articles, fragments = (f"read_parquet('{folder}/out/{name}/**/*.parquet', hive_partitioning=true)" for name in ("articles", "annotations"))
    wrong = f"select count(*) from {fragments} n join {articles} a using (path) where substr(a.text, n.start + 1, n.end - n.start) <> n.text"
    assert duckdb.sql(wrong).fetchall() == [(0,)], "a fragment's text is not there"
    rows = lambda sql: duckdb.sql(sql).fetchall()
    relations = rows(f'select path, r.kind, r."from", r."to" from (select path, unnest(relations) as r from {articles})')
    return by_article(rows(f"select path, text from {articles}"), rows(f'select path, id, label, "start", "end", "text" from {fragments}'), relations)


def parquet_pyspark(folder):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1")
    spark = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    spark.read.parquet(str(folder / "out/articles")).createOrReplaceTempView("articles")
    spark.read.parquet(str(folder / "out/annotations")).createOrReplaceTempView("annotations")
    rows = lambda sql: [tuple(row) for row in spark.sql(sql).collect()]
    wrong = rows("select count(*) from annotations n join articles a using (path) where substring(a.text, n.start + 1, n.end - n.start) <> n.text")
    assert wrong == [(0,)], "a fragment's text is not there"
    relations = rows("select path, r.kind, r.from, r.to from (select path, explode(relations) as r from articles)")
    found = by_article(rows("select path, text from articles"), rows("select path, id, label, start, end, text from annotations"), relations)
    spark.stop()
    return found


# -- tools with an environment of their own -------------------------------------------------------------------------------


def label_studio(folder):
    """The converter of the SDK makes JSON_MIN by the configuration that goes with the export."""
    from label_studio_sdk.converter import Converter
    from label_studio_sdk.label_interface import LabelInterface

    config = next(folder.glob("*label-config.xml")).read_text(encoding="utf-8")
    LabelInterface(config).validate()
    target = folder / "min"
    tasks = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    # As Label Studio numbers them when they come in.
    numbered = [{**task, "id": at, "annotations": [{**one, "id": at} for one in task["annotations"]]} for at, task in enumerate(tasks, 1)]
    (folder / "numbered.json").write_text(json.dumps(numbered), encoding="utf-8")
    Converter(config, str(folder)).convert_to_json_min(str(folder / "numbered.json"), str(target), is_dir=False)
    converted = {row["path"]: row for path in ([target] if target.is_file() else target.glob("*.json")) for row in json.loads(path.read_text(encoding="utf-8"))}
    out = []
    for task in tasks:
        data, row = task["data"], converted[task["data"]["path"]]
        for region in row.get("label", []):
            assert data["text"][region["start"] : region["end"]] == region["text"], region
        result = [one for one in task["annotations"][0]["result"]]
        regions = [one for one in result if one["type"] == "labels" and one["from_name"] == "label"]
        place = lambda one: (one["start"], one["end"], one["labels"][0])
        assert sorted(place(one["value"]) for one in regions) == sorted(place(one) for one in row.get("label", [])), "the converter sees other regions"
        ids = {one["id"] for one in regions}
        links = [(one["labels"][0], one["from_id"], one["to_id"]) for one in result if one["type"] == "relation" and one["to_id"] in ids]
        spans = [(one["value"]["labels"][0], [(one["value"]["start"], one["value"]["end"])], one["id"]) for one in regions]
        out.append(document(data["path"], data["text"], spans, [link for link in links if link[0] != "fragment"]))
    return out


def doccano(folder):
    """doccano's own import into a project, through its parsers and its database."""
    import importlib.util

    backend = Path(importlib.util.find_spec("backend").origin).parent
    sys.path.insert(0, str(backend))
    database = folder.parent / "doccano.sqlite"
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings.development", DATABASE_URL=f"sqlite:///{database}", SECRET_KEY="x", DEBUG="False")
    os.chdir(folder.parent)
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command

    if not database.exists():
        call_command("migrate", verbosity=0)
    from data_import.datasets import load_dataset
    from data_import.pipeline.catalog import JSONL
    from data_import.pipeline.readers import FileName
    from examples.models import Example
    from labels.models import Relation, Span
    from projects.models import SequenceLabelingProject

    first = read_lines(folder / "out.jsonl")[0]
    task, columns = ("RelationExtraction", {}) if "entities" in first else ("SequenceLabeling", {"column_label": "label"})
    user, _ = User.objects.get_or_create(username="anna")
    related = task == "RelationExtraction"
    project = SequenceLabelingProject.objects.create(
        name=str(folder.name), description="-", created_by=user, project_type="SequenceLabeling", allow_overlapping=True, use_relation=related
    )
    name = FileName(full_path=str(folder / "out.jsonl"), generated_name="out", upload_name="out")
    rows = load_dataset(task, JSONL(), [name], project, encoding="utf_8", column_data="text", **columns)
    rows.save(user)
    assert not list(rows.errors), [str(error) for error in rows.errors]
    out = []
    for example in Example.objects.filter(project=project):
        spans = [(span.label.text, [(span.start_offset, span.end_offset)], span.id) for span in Span.objects.filter(example=example)]
        links = [(one.type.text, one.from_id.id, one.to_id.id) for one in Relation.objects.filter(example=example) if one.type.text != "fragment"]
        out.append(document(example.meta["path"], example.text, spans, links))
    return out


def main():
    cases, results = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), []
    for case in cases:
        try:
            found, why = globals()[case["loader"]](Path(case["folder"])), None
        except Exception as error:
            found, why = None, f"{type(error).__name__}: {error}"[:300]
            traceback.print_exc()
        results.append({**case, "found": found, "why": why})
    Path(sys.argv[2]).write_text(json.dumps(results), encoding="utf-8")


if __name__ == "__main__":
    main()
