//! `config.example.ron`: the complete, commented default, written from the tables so that it cannot go stale.

use std::fmt::Write;

use super::{COMMANDS, Group, Layout};

/// The text of `config.example.ron`. Reading it gives the default settings.
#[must_use]
pub fn example() -> String {
    let layouts: Vec<String> = Layout::all().iter().map(|layout| format!("\"{}\"", layout.name)).collect();
    format!(
        "// Settings of tagline. Copy this file to where `tagline config --path` says, and change what you like.
// An entry that is left out has the value shown here. What is behind // is an example.
(
    // Your name in annotations: a-z, 0-9 and `-`. Without it, you are asked at the first tag.
    // annotator: \"anna\",

    // The widest row of the page, in columns: 30 to 200.
    measure: 80,

    // Auto asks the terminal for its background. Dark and Light do not.
    theme: Auto,

    // Own colours on top of the theme. NO_COLOR in the environment switches all colours off.
    colors: (
        // text: \"#e4e4e4\",
        // dim: \"#8a8a8a\",
        // accent: \"#ffffff\",
        // selection: \"#4a5678\",
        // caret: \"#f2f2f2\",
        // labels: {{\"actor\": \"#56b4e9\"}},
    ),

    // Off leaves the mouse to the terminal.
    mouse: On,

    // Off: names, quotations and suggestions are not proposed. A project can switch them off too.
    candidates: On,

    // Cells that characters such as “ … ± take on this terminal: 1, or 2 on some in East Asia.
    ambiguous_width: 1,

    // Keyboards of other scripts: what the key types means the key of a US keyboard at the same place.
    // One of {layouts}.
    layout: \"latin\",

    // Own pairs, what is typed and what it means. They count first, and so can move a key that has a meaning.
    translate: {{
        // 'ö': '[', 'ä': ']',
    }},

    // How long to wait for the rest of an escape sequence before Esc is Esc, in milliseconds. More over slow lines.
    escape_timeout_ms: 30,

    // Own keys: they replace all keys of that command; [] leaves it to the palette. C- is Control, M- is Alt, S- is Shift.
    // Two actions on one key are refused at the start. Labels have their keys from the project. The defaults:
    keys: {{
{}    }},
)
",
        keys(),
        layouts = layouts.join(", "),
    )
}

fn keys() -> String {
    let mut out = String::new();
    for group in Group::ALL {
        let commands: Vec<_> = COMMANDS.iter().filter(|info| info.group == group && !info.is_fixed()).collect();
        if !commands.is_empty() {
            let separator = if out.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{separator}        // {}", group.title());
        }
        for info in commands {
            let entry = format!("\"{}\": [{}],", info.name, info.keys.iter().map(|key| format!("{key:?}")).collect::<Vec<_>>().join(", "));
            let _ = writeln!(out, "        // {entry:<60} // {}", info.title);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn the_file_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.ron");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, example()).unwrap();
        }
        let file = std::fs::read_to_string(path).unwrap_or_default();
        assert!(file == example(), "config.example.ron is stale: run `UPDATE=1 cargo test --lib config`");
    }

    #[test]
    fn it_is_the_default() {
        let (settings, diagnostics) = Settings::parse(&example(), "config.example.ron");
        assert_eq!(diagnostics, []);
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn its_examples_can_be_uncommented() {
        let bare: String = example().lines().map(str::trim_start).filter_map(uncommented).fold(String::new(), |all, line| all + line + "\n");
        let (settings, diagnostics) = Settings::parse(&bare, "config.example.ron");
        assert_eq!(diagnostics, [], "{bare}");
        assert_eq!(settings.annotator.as_deref(), Some("anna"));
        assert_eq!((settings.colors.labels.len(), settings.translation.pairs.len()), (1, 2));
        assert_eq!(settings.keys.len(), COMMANDS.iter().filter(|info| !info.is_fixed()).count());
    }

    /// The line without its `//`, if what is behind is an entry.
    fn uncommented(line: &str) -> Option<&str> {
        let Some(rest) = line.strip_prefix("// ") else { return Some(line) };
        let begins = |name: &str| name.starts_with(|c: char| c.is_lowercase() || "\"'".contains(c)) && !name.contains(' ');
        rest.split_once(": ").is_some_and(|(name, value)| begins(name) && value.contains(',')).then_some(rest)
    }
}
