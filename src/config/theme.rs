//! Colours for a dark and a light background.
//!
//! Numbers only: whoever draws turns them into what the terminal can show. The eight label colours start from blue,
//! vermilion, amber and green (after Okabe and Ito), and differ in lightness too, so that the common kinds of colour
//! blindness keep them apart; colour is never the only sign of a label.

use super::color::{AA, Rgb, contrast, luminance, mix};
use super::{Colors, Theme};
use crate::annotation::Codebook;

/// The share of a label's own colour in the tint made from it, before the text on it asks for less.
const TINT: f64 = 0.35;

/// Steps in which a colour is brought to the contrast it needs.
const STEPS: u32 = 20;

/// How a label looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelColors {
    /// For its letter and underline, on the page.
    pub ink: Rgb,
    /// The background of its text.
    pub tint: Rgb,
}

/// The colours in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Whether it is for a dark background.
    pub dark: bool,
    /// The background that the colours are made for. The page keeps the terminal's own; this is for mixing.
    pub background: Rgb,
    /// The text of the page; `None` is the terminal's own.
    pub text: Option<Rgb>,
    /// Text on a tint, the selection or the status line, where the terminal's own might not be legible.
    pub text_on_tint: Rgb,
    /// Boilerplate, hints, the margin.
    pub dim: Rgb,
    /// Headlines and headings.
    pub accent: Rgb,
    /// Text of the status line.
    pub status_text: Rgb,
    /// Background of the status line.
    pub status: Rgb,
    /// Background of the selection.
    pub selection: Rgb,
    /// The character under the caret.
    pub caret_text: Rgb,
    /// Background of the caret.
    pub caret: Rgb,
    /// The underline of candidates.
    pub candidate: Rgb,
    /// Background of search hits.
    pub hit: Rgb,
    /// Messages: done.
    pub ok: Rgb,
    /// Messages: mind this.
    pub warn: Rgb,
    /// Messages: failed.
    pub error: Rgb,
    /// Labels in the order of the codebook.
    pub labels: Vec<LabelColors>,
}

const fn label(ink: Rgb, tint: Rgb) -> LabelColors {
    LabelColors { ink, tint }
}

/// Blue, vermilion, amber, green; pink, violet, grey, olive.
const DARK_LABELS: [LabelColors; 8] = [
    label((0x5a, 0x9b, 0xf0), (0x12, 0x30, 0x5c)),
    label((0xe0, 0x78, 0x5c), (0x4a, 0x26, 0x16)),
    label((0xf5, 0xd5, 0x47), (0x66, 0x54, 0x18)),
    label((0x7f, 0xe9, 0xcf), (0x21, 0x60, 0x52)),
    label((0xd8, 0x73, 0xbd), (0x96, 0x15, 0x72)),
    label((0xcd, 0xaa, 0xf7), (0x4a, 0x2a, 0x78)),
    label((0x9c, 0x9c, 0x9c), (0x33, 0x35, 0x38)),
    label((0xbf, 0xe0, 0x70), (0x3f, 0x4d, 0x24)),
];

/// The same hues for a light background.
const LIGHT_LABELS: [LabelColors; 8] = [
    label((0x0a, 0x4a, 0x8f), (0xa9, 0xc9, 0xf3)),
    label((0x7a, 0x1f, 0x00), (0xff, 0xb5, 0x9d)),
    label((0x94, 0x6a, 0x00), (0xfb, 0xe9, 0x8a)),
    label((0x0f, 0x80, 0x70), (0x8d, 0xf2, 0xdf)),
    label((0xd1, 0x11, 0xa9), (0xee, 0xbb, 0xe0)),
    label((0x4e, 0x1c, 0xcf), (0xe0, 0xd0, 0xfd)),
    label((0x2e, 0x30, 0x34), (0xc4, 0xc5, 0xc6)),
    label((0x3f, 0x63, 0x10), (0xd6, 0xea, 0xa8)),
];

impl Theme {
    /// Whether the dark palette is meant, given what the terminal says of its background, if it does.
    #[must_use]
    pub fn is_dark(self, terminal: Option<bool>) -> bool {
        match self {
            Self::Auto => terminal.unwrap_or(true),
            Self::Dark => true,
            Self::Light => false,
        }
    }
}

impl Palette {
    /// The palette for a background, with the user's colours and those of the codebook laid over it.
    #[must_use]
    pub fn new(dark: bool, colors: &Colors, codebook: &Codebook) -> Self {
        let mut palette = if dark { Self::dark() } else { Self::light() };
        palette.labels = palette.label_colors(colors, codebook);
        palette.text = colors.text;
        palette.dim = colors.dim.unwrap_or(palette.dim);
        palette.accent = colors.accent.unwrap_or(palette.accent);
        if let Some(selection) = colors.selection {
            palette.selection = selection;
        }
        if let Some(caret) = colors.caret {
            palette.caret = caret;
            palette.caret_text = if luminance(caret) > 0.18 { (0, 0, 0) } else { (0xff, 0xff, 0xff) };
        }
        palette
    }

    /// The colours of the label at a place of the codebook, or dim ones for a label that it lacks.
    #[must_use]
    pub fn label(&self, at: Option<usize>) -> LabelColors {
        at.and_then(|at| self.labels.get(at)).copied().unwrap_or(LabelColors { ink: self.dim, tint: self.status })
    }

    fn dark() -> Self {
        Self {
            dark: true,
            background: (0x16, 0x16, 0x16),
            text: None,
            text_on_tint: (0xe4, 0xe4, 0xe4),
            dim: (0x8a, 0x8a, 0x8a),
            accent: (0xff, 0xff, 0xff),
            status_text: (0xd0, 0xd0, 0xd0),
            status: (0x2a, 0x2d, 0x33),
            selection: (0x4a, 0x56, 0x78),
            caret_text: (0x16, 0x16, 0x16),
            caret: (0xf2, 0xf2, 0xf2),
            candidate: (0x8f, 0xa8, 0xc8),
            hit: (0x6b, 0x3f, 0x00),
            ok: (0x7f, 0xd1, 0x9b),
            warn: (0xf0, 0xc0, 0x50),
            error: (0xff, 0x8a, 0x70),
            labels: DARK_LABELS.to_vec(),
        }
    }

    fn light() -> Self {
        Self {
            dark: false,
            background: (0xff, 0xff, 0xff),
            text: None,
            text_on_tint: (0x1a, 0x1a, 0x1a),
            dim: (0x6c, 0x6c, 0x6c),
            accent: (0x00, 0x00, 0x00),
            status_text: (0x26, 0x28, 0x2c),
            status: (0xe6, 0xe8, 0xec),
            selection: (0xb4, 0xbf, 0xdc),
            caret_text: (0xff, 0xff, 0xff),
            caret: (0x20, 0x20, 0x20),
            candidate: (0x4a, 0x66, 0x8c),
            hit: (0xff, 0xd1, 0x7a),
            ok: (0x0f, 0x6b, 0x36),
            warn: (0x86, 0x58, 0x00),
            error: (0xb0, 0x2a, 0x10),
            labels: LIGHT_LABELS.to_vec(),
        }
    }

    /// The user's colour of a label stands before the codebook's, that before the theme's.
    fn label_colors(&self, colors: &Colors, codebook: &Codebook) -> Vec<LabelColors> {
        let built_in = self.labels.iter().copied().cycle();
        let entries = codebook.labels.iter().zip(built_in);
        entries
            .map(|(label, built_in)| {
                let own = colors.labels.iter().find(|(id, _)| id == label.id.as_str()).map(|(_, color)| *color);
                own.or(label.color).map_or(built_in, |color| self.one_color(color))
            })
            .collect()
    }

    /// Ink and tint from one colour, as much of it as stays legible.
    fn one_color(&self, color: Rgb) -> LabelColors {
        let share = |step: u32| f64::from(step) / f64::from(STEPS);
        let shades = (0..=STEPS).map(|step| mix(self.text_on_tint, color, share(step)));
        let ink = shades.into_iter().find(|&ink| contrast(ink, self.background) >= AA).unwrap_or(self.text_on_tint);
        let tints = (0..=STEPS).map(|step| mix(color, self.background, TINT * (1.0 - share(step))));
        let tint = tints.into_iter().find(|&tint| contrast(self.text_on_tint, tint) >= AA).unwrap_or(self.background);
        LabelColors { ink, tint }
    }
}

#[cfg(test)]
mod tests {
    use super::super::color::linear;
    use super::*;

    fn eight() -> Codebook {
        let mut codebook = Codebook::default();
        codebook.labels.extend(codebook.labels.clone());
        codebook
    }

    fn palettes() -> [Palette; 2] {
        [true, false].map(|dark| Palette::new(dark, &Colors::default(), &eight()))
    }

    #[test]
    fn text_is_legible_on_everything() {
        for p in palettes() {
            let labels = p.labels.iter().flat_map(|label| [(p.text_on_tint, label.tint), (label.ink, p.background)]);
            let rest = [
                (p.text_on_tint, p.selection),
                (p.text_on_tint, p.hit),
                (p.text_on_tint, p.background),
                (p.status_text, p.status),
                (p.caret_text, p.caret),
                (p.dim, p.background),
                (p.accent, p.background),
                (p.candidate, p.background),
                (p.ok, p.status),
                (p.warn, p.status),
                (p.error, p.status),
            ];
            for (text, ground) in labels.chain(rest) {
                assert!(contrast(text, ground) >= AA, "{text:?} on {ground:?}: {:.2} (dark: {})", contrast(text, ground), p.dark);
            }
            for label in &p.labels {
                assert!(contrast(label.tint, p.background) >= 1.2, "{label:?} is hardly seen");
            }
        }
    }

    /// Normal sight, and full protanopia, deuteranopia and tritanopia after Machado, Oliveira and Fernandes (2009).
    const SIGHTS: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ];

    /// The colour in CIE Lab as somebody sees it.
    fn lab(color: Rgb, sight: &[[f64; 3]; 3]) -> [f64; 3] {
        let times = |matrix: &[[f64; 3]; 3], v: [f64; 3]| matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);
        let seen = times(sight, [color.0, color.1, color.2].map(linear)).map(|value| value.clamp(0.0, 1.0));
        let to_xyz = [[0.433_953, 0.376_219, 0.189_828], [0.212_673, 0.715_152, 0.072_175], [0.017_758, 0.109_477, 0.872_766]];
        let [x, y, z] = times(&to_xyz, seen).map(|t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn closest(colors: &[Rgb]) -> f64 {
        let mut closest = f64::MAX;
        for sight in &SIGHTS {
            for (at, &one) in colors.iter().enumerate() {
                for &other in &colors[at + 1..] {
                    let (one, other) = (lab(one, sight), lab(other, sight));
                    closest = closest.min((0..3).map(|i| (one[i] - other[i]).powi(2)).sum::<f64>().sqrt());
                }
            }
        }
        closest
    }

    #[test]
    fn labels_differ_to_every_kind_of_sight() {
        for p in palettes() {
            let inks: Vec<Rgb> = p.labels.iter().map(|label| label.ink).collect();
            let tints: Vec<Rgb> = p.labels.iter().map(|label| label.tint).collect();
            assert!(closest(&inks[..4]) > 18.0 && closest(&tints[..4]) > 18.0, "{} {}", closest(&inks[..4]), closest(&tints[..4]));
            assert!(closest(&inks) > 4.0 && closest(&tints) > 4.0, "{} {}", closest(&inks), closest(&tints));
        }
    }

    #[test]
    fn own_colours_are_made_legible() {
        let mut codebook = Codebook::default();
        codebook.labels[1].color = Some((0, 0, 80));
        let colors = Colors { labels: vec![("actor".into(), (255, 255, 0))], caret: Some((0, 0, 128)), ..Colors::default() };
        for dark in [true, false] {
            let p = Palette::new(dark, &colors, &codebook);
            for label in &p.labels {
                assert!(contrast(label.ink, p.background) >= AA && contrast(p.text_on_tint, label.tint) >= AA, "{label:?}");
            }
            assert!(contrast(p.caret_text, p.caret) >= AA);
        }
        assert_eq!(Palette::new(true, &colors, &codebook).labels[0].ink, (255, 255, 0));
        assert_eq!(Palette::new(true, &colors, &codebook).labels[2], DARK_LABELS[2]);
    }

    #[test]
    fn the_terminal_decides_where_the_user_does_not() {
        assert!(Theme::Auto.is_dark(None) && !Theme::Auto.is_dark(Some(false)) && Theme::Dark.is_dark(Some(false)));
    }
}
