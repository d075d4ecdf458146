//! How pages look.

use std::fmt::Write;

use crate::annotation::{Codebook, Mark};

/// Hues of labels, in degrees, in the order of the codebook: far from each other to every kind of sight together with the
/// style of the line and the letter.
const HUES: [u16; 8] = [215, 12, 45, 165, 290, 95, 330, 190];

/// The rules for the labels of a codebook.
pub(super) fn labels(codebook: &Codebook) -> String {
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
        let hue = label.color.and_then(hue_of).unwrap_or_else(|| HUES.get(n % HUES.len()).copied().unwrap_or_default());
        let _ = writeln!(labels, ".l{n} {{ --hue: {hue}; text-decoration-style: {line};{more} }}");
    }
    labels
}

/// The hue of a colour in degrees; none of a grey. How light it is, is chosen so that it can be read.
fn hue_of((red, green, blue): (u8, u8, u8)) -> Option<u16> {
    let [r, g, b] = [red, green, blue].map(i32::from);
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let range = most - least;
    if range < 16 {
        return None;
    }
    let sector = match most {
        _ if most == r => (g - b) * 60 / range,
        _ if most == g => (b - r) * 60 / range + 120,
        _ => (r - g) * 60 / range + 240,
    };
    Some(sector.rem_euclid(360) as u16)
}

/// The rules of all pages.
pub(super) const STYLE: &str = r#":root { color-scheme: light dark; --ink: #1b1c20; --paper: #fcfbf7; --quiet: #595c66; --line: #dcdad2; --l: 22%; --tint: 91%; --sat: 62%; --hue: 230; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7e5df; --paper: #17181b; --quiet: #b9bbc4; --line: #37393f; --l: 77%; --tint: 17%; --sat: 42%; } }
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
@media screen and (max-width: 46rem) { html { font-size: 16px; } main { padding: 1.6rem 1.1rem 3rem; } h1 { font-size: 1.75rem; } .para { display: block; } .notes { margin: -.5rem 0 1.1rem; padding-left: .8rem; border-left: 2px solid var(--line); } }
@media print { :root { --ink: #000; --paper: #fff; --quiet: #444; --line: #bbb; --l: 23%; --tint: 92%; --sat: 62%; } @page { margin: 16mm 15mm 18mm; } html { font-size: 10.5pt; } main { max-width: none; padding: 0; } a { text-decoration: none; } h2, h3, caption { break-after: avoid; } tr, blockquote, .notes li { break-inside: avoid; } .story + .story { break-before: page; } .para { grid-template-columns: minmax(0, 62%) minmax(0, 1fr); gap: 0 1.4rem; } .wide { overflow: visible; } .meta a[href$="top"] { display: none; } mark, .sign { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_a_codebook_keep_their_hue() {
        let hues = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 0, 128), (90, 90, 90)].map(hue_of);
        assert_eq!(hues, [Some(0), Some(120), Some(240), Some(330), None]);
    }

    /// Red, green and blue of a colour in hue, saturation and lightness, as light: for contrast.
    fn luminance(hue: f64, saturation: f64, lightness: f64) -> f64 {
        let chroma = saturation * lightness.min(1.0 - lightness);
        let channel = |n: f64| {
            let k = (n + hue / 30.0) % 12.0;
            let value = lightness - chroma * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0);
            if value <= 0.04 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0.0) + 0.7152 * channel(8.0) + 0.0722 * channel(4.0)
    }

    #[test]
    fn signs_can_be_read_on_their_tints_in_every_hue() {
        let modes: Vec<&str> = STYLE.split(":root").skip(1).filter_map(|rest| rest.split('}').next()).collect();
        assert_eq!(modes.len(), 3, "light, dark, print");
        for mode in modes {
            let value = |name: &str| {
                mode.split(&format!("{name}: ")).nth(1).and_then(|rest| rest.split('%').next()).and_then(|value| value.parse::<f64>().ok()).unwrap() / 100.0
            };
            for hue in 0..360 {
                let (sign, tint) = (luminance(f64::from(hue), 0.75, value("--l")), luminance(f64::from(hue), value("--sat"), value("--tint")));
                let contrast = (sign.max(tint) + 0.05) / (sign.min(tint) + 0.05);
                assert!(contrast >= 4.5, "{contrast:.2} at {hue} in {mode}");
            }
        }
    }
}
