"""Makes a spaCy corpus of an export of tagline: python to_docbin.py EXPORT.jsonl CORPUS.spacy [LANGUAGE, else en]

Annotations are doc.spans["sc"]; all else that is said of them, and relations, are in doc.user_data.
A span that ends inside one of spaCy's tokens is widened to whole tokens and counted.
"""

import json
import sys

import spacy
from spacy.tokens import DocBin

source, target, language = (sys.argv[1:] + ["en"])[:3]
nlp, corpus, spans, misaligned = spacy.blank(language), DocBin(store_user_data=True), 0, 0
with open(source, encoding="utf-8") as lines:
    for line in map(json.loads, lines):
        nlp.max_length = max(nlp.max_length, len(line["text"]) + 1)
        doc, found = nlp.make_doc(line["text"]), []
        for span in line["spans"]:
            place = {"label": span["label"], "span_id": span["id"]}
            strict = doc.char_span(span["start"], span["end"], alignment_mode="strict", **place)
            misaligned += strict is None
            found.append(strict or doc.char_span(span["start"], span["end"], alignment_mode="expand", **place))
        doc.spans["sc"] = found
        doc.user_data.update({"meta": line["meta"], "annotations": line["spans"], "relations": line["relations"]})
        corpus.add(doc)
        spans += len(found)
corpus.to_disk(target)
print(f"{len(corpus)} documents, {spans} spans, {misaligned} of them widened to spaCy's tokens")
