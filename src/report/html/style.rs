//! The head of the page: how it looks.

use std::fmt::Write;

use super::text;
use crate::annotation::{Codebook, Mark};

/// Hues of labels, in degrees, in the order of the codebook: far from each other to every kind of sight together with the
/// style of the line and the letter.
const HUES: [u16; 8] = [215, 12, 45, 165, 290, 95, 330, 190];

/// All of the page before its body.
pub(super) fn head(title: &str, codebook: &Codebook) -> String {
    let mut labels = String::new();
    for (n, label) in codebook.labels.iter().enumerate() {
        let line = match label.mark {
            Mark::Wavy => "wavy",
            Mark::Dotted => "dotted",
            Mark::Double => "double",
            _ => "solid",
        };
        let more = match label.mark {
            Mark::Italic => " font-style: italic;",
            Mark::Bold => " font-weight: 600;",
            _ => "",
        };
        let hue = HUES.get(n % HUES.len()).copied().unwrap_or_default();
        let _ = writeln!(labels, ".l{n} {{ --hue: {hue}; text-decoration-style: {line};{more} }}");
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>\n{STYLE}{labels}</style>\n</head>\n",
        text(title)
    )
}

const STYLE: &str = r#":root { color-scheme: light dark; --ink: #1b1c20; --paper: #fcfbf7; --quiet: #595c66; --line: #dcdad2; --l: 25%; --tint: 90%; --sat: 62%; --hue: 230; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7e5df; --paper: #17181b; --quiet: #b9bbc4; --line: #37393f; --l: 72%; --tint: 21%; --sat: 45%; } }
* { box-sizing: border-box; }
html { font-size: 17px; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.62 Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif; }
main { max-width: 68rem; margin: 0 auto; padding: 3rem 1.5rem 5rem; }
h1 { font-size: 2.3rem; line-height: 1.14; margin: 0 0 .6rem; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.45rem; margin: 3.2rem 0 .8rem; padding-top: .7rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .3rem; }
h4 { font-size: 1rem; margin: 1.2rem 0 .2rem; }
.many h2 { font-size: 1.9rem; line-height: 1.18; text-wrap: balance; margin-bottom: .5rem; }
.many h3 { font-size: 1.3rem; margin: 2.4rem 0 .6rem; padding-top: .5rem; border-top: 1px solid var(--line); }
a { color: inherit; text-decoration-color: var(--quiet); text-underline-offset: .18em; }
small, .meta, .figures, caption, table, .notes { font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
.meta { color: var(--quiet); font-size: .88rem; margin: 0 0 .3rem; }
.figures { font-size: .95rem; margin: 0 0 2rem; }
.para { display: grid; grid-template-columns: minmax(0, 36rem) minmax(0, 1fr); gap: 0 2.4rem; }
.para > p { margin: 0 0 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.headline > p { font-weight: 700; font-size: 1.08rem; line-height: 1.45; }
.deck > p { color: var(--quiet); font-size: 1.04rem; }
.heading > p { font-weight: 700; }
.caption > p, .credit > p, .byline > p, .boilerplate > p { color: var(--quiet); font-size: .88rem; }
.notes { list-style: none; margin: .25rem 0 1rem; padding: 0; font-size: .78rem; line-height: 1.42; color: var(--quiet); }
.notes li { margin-bottom: .25rem; overflow-wrap: anywhere; }
mark { background: hsl(var(--hue) var(--sat) var(--tint)); color: inherit; text-decoration-line: underline; text-decoration-color: hsl(var(--hue) 70% var(--l)); text-decoration-thickness: .12em; text-underline-offset: .2em; text-decoration-skip-ink: none; padding: .05em 0; }
mark mark { text-underline-offset: .34em; }
.sign { font: 600 .68em/1 system-ui, sans-serif; color: hsl(var(--hue) 75% var(--l)); text-decoration: none; white-space: nowrap; vertical-align: .45em; margin: 0 .1em 0 .05em; }
.sign.sign { font-style: normal; -webkit-user-select: none; user-select: none; }
.notes .sign, td .sign, li .sign { vertical-align: 0; font-size: .9em; }
.key { display: flex; flex-wrap: wrap; gap: .3rem 1.3rem; list-style: none; padding: 0; margin: 0 0 1.6rem; font-size: .85rem; font-family: system-ui, sans-serif; }
.wide { overflow-x: auto; margin: 0 0 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .84rem; line-height: 1.45; }
caption { text-align: left; color: var(--quiet); font-size: .88rem; padding: 0 0 .5rem; }
th, td { text-align: left; vertical-align: top; padding: .38rem .9rem .38rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 600; min-width: 8rem; }
tbody th:has(.sign, a[href]), td span[dir] { font: 1rem/1.45 Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
small { color: var(--quiet); }
blockquote { margin: .5rem 0 .7rem; padding: .1rem 0 .1rem 1rem; border-left: 3px solid var(--line); }
ul.said, ol.desk { padding-left: 1.3rem; }
ul.said li, ol.desk li { margin-bottom: .4rem; }
.waived { color: var(--quiet); text-decoration: line-through; }
@media (max-width: 46rem) { html { font-size: 16px; } main { padding: 1.6rem 1.1rem 3rem; } h1 { font-size: 1.75rem; } .para { display: block; } .notes { margin: -.5rem 0 1.1rem; padding-left: .8rem; border-left: 2px solid var(--line); } }
@media print { :root { --ink: #000; --paper: #fff; --quiet: #444; --line: #bbb; --l: 24%; --tint: 92%; --sat: 62%; } html { font-size: 10.5pt; } main { max-width: none; padding: 0; } a { text-decoration: none; } h2, h3, caption { break-after: avoid; } tr, blockquote, .notes li { break-inside: avoid; } .story + .story { break-before: page; } .wide { overflow: visible; } .meta a[href$="top"] { display: none; } mark, .sign { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"#;
