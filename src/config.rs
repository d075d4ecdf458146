//! Floor 3: settings, codebook, keys and theme.
//!
//! Pure: text in, resolved values and [`Diagnostic`]s out. Knows where in a file an entry stands, but opens no file, and
//! knows no terminal: colours are red, green and blue, keys are [`Key`]s of its own.
//!
//! ```text
//! config.ron   ──Settings::parse──▶  Settings ──┐
//! tagline.ron  ──Project::parse───▶  Project    ├─ Keymap::new ──▶ Keymap
//!                                    COMMANDS ──┘
//! ```

mod codebook;
mod color;
mod command;
mod diagnostic;
mod example;
mod key;
mod key_table;
mod keymap;
mod layout;
mod project;
mod reader;
mod settings;
mod theme;

pub use color::{AA, Rgb, contrast, hex, mix, parse_hex};
pub use command::{COMMANDS, Command, CommandInfo, Context, Group};
pub use diagnostic::{Diagnostic, Place, nearest};
pub use example::example;
pub use key::{Key, KeyCode, KeyError};
pub use key_table::{keys_markdown, keys_text};
pub use keymap::{Action, KeyConflict, KeyConflicts, KeyOverride, Keymap};
pub use layout::{Layout, Translation};
pub use project::{Project, template};
pub use settings::{Colors, MEASURE, Settings, Theme, annotator};
pub use theme::{LabelColors, Palette};

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::annotation::Codebook;

    fn files(folder: &str) -> Vec<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/config").join(folder);
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|ending| ending == "ron")).collect();
        files.sort();
        assert!(!files.is_empty());
        files
    }

    /// Everything that the file gives rise to, as the command line shows it. `project-*.ron` is a project, others are settings.
    fn messages(path: &Path) -> String {
        let source = fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let (keys, codebook, translation, mut diagnostics) = if name.starts_with("project-") {
            let (project, diagnostics) = Project::parse(&source, name);
            (Vec::new(), project.codebook, Translation::default(), diagnostics)
        } else {
            let (settings, diagnostics) = Settings::parse(&source, name);
            (settings.keys, Codebook::default(), settings.translation, diagnostics)
        };
        let (keymap, more) = Keymap::new(&keys, &codebook, &translation);
        diagnostics.extend(more);
        let shown: Vec<String> = diagnostics.iter().map(|diagnostic| diagnostic.render(&source)).collect();
        shown.join("\n") + &keymap.err().map_or_else(String::new, |conflicts| format!("\n{conflicts}\n"))
    }

    #[test]
    fn valid_files_give_no_message() {
        for path in files("valid") {
            assert_eq!(messages(&path), "", "{}", path.display());
        }
    }

    #[test]
    fn invalid_files_give_the_expected_messages() {
        for path in files("invalid") {
            let (found, expected) = (messages(&path), path.with_extension("txt"));
            if std::env::var_os("UPDATE").is_some() {
                fs::write(&expected, &found).unwrap();
            }
            assert_eq!(found, fs::read_to_string(&expected).unwrap_or_default(), "{}", path.display());
        }
    }

    #[test]
    fn one_mistake_costs_one_entry() {
        let (settings, diagnostics) = Settings::parse("(measure: \"wide\", themme: Dark, mouse: Off, annotator: \"Anna B\")", "config.ron");
        assert_eq!(settings, Settings { mouse: false, ..Settings::default() });
        let messages: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            [
                "config.ron:1:11: `measure` is `\"wide\"`; expected a number from 30 to 200",
                "config.ron:1:19: unknown entry `themme`; did you mean `theme`?",
                "config.ron:1:56: `annotator` is `\"Anna B\"`; expected a short name of a-z, 0-9 and `-`, other than \"gold\"",
            ]
        );
    }

    #[test]
    fn every_entry_is_read() {
        let source = r##"#![enable(implicit_some)]
            (annotator: "anna", measure: 66, theme: Light, mouse: false, candidates: Off, ambiguous_width: 2, layout: "russian",
             colors: (dim: "#777777", labels: {"actor": "#0072b2"}), translate: {'ö': '['}, escape_timeout_ms: 100, keys: {"undo": "M-u"})"##;
        let (settings, diagnostics) = Settings::parse(source, "config.ron");
        assert_eq!(diagnostics, []);
        assert_eq!((settings.annotator.as_deref(), settings.measure, settings.theme), (Some("anna"), 66, Theme::Light));
        assert_eq!((settings.mouse, settings.candidates, settings.ambiguous), (false, false, crate::article::Ambiguous::Wide));
        assert_eq!((settings.translation.layout.name, settings.translation.pairs.as_slice()), ("russian", [('ö', '[')].as_slice()));
        assert_eq!((settings.colors.dim, settings.colors.labels), (Some((0x77, 0x77, 0x77)), vec![("actor".into(), (0, 0x72, 0xb2))]));
        assert_eq!((settings.escape_timeout_ms, settings.keys[0].keys[0].0.as_str()), (100, "M-u"));
    }

    #[test]
    fn nothing_and_no_ron_at_all_give_the_defaults() {
        for (source, messages) in [
            ("", 0),
            ("\u{feff}\n", 0),
            ("// nothing yet\n", 0),
            ("()", 0),
            ("measure = 80", 1),
            ("\0\u{1b}", 1),
            ("[1, 2]", 1),
            ("(measure: 80", 1),
            (&"[".repeat(9000), 1),
        ] {
            let (settings, diagnostics) = Settings::parse(source, "config.ron");
            assert_eq!((settings, diagnostics.len()), (Settings::default(), messages), "{source:.40} {diagnostics:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}|(\\(|\\)|\\[|\\]|\\{|\\}|:|,|\"|'|#|r|measure|keys|colors|codebook|labels|id|roots|//|/\\*|é|\n| |0|-1){0,30}") {
            for source in [text.clone(), format!("(keys: {text})"), format!("(codebook: (labels: [({text})]))"), format!("(colors: ({text}), roots: [{text}])")] {
                let (_, first) = Settings::parse(&source, "f");
                let (_, second) = Project::parse(&source, "f");
                for diagnostic in first.iter().chain(&second) {
                    proptest::prop_assert!(crate::article::printable(&diagnostic.message) == diagnostic.message);
                    proptest::prop_assert!(diagnostic.line >= 1 && diagnostic.column >= 1 && diagnostic.line <= source.split('\n').count());
                    proptest::prop_assert!(diagnostic.render(&source).contains('^'));
                }
            }
        }
    }
}
