//! What tells ninjs from other JSON: its keys.

use crate::sources::reader::Likelihood;

/// Keys that no other kind of JSON is likely to have. Versions 1 write them in lower case, later ones with capitals inside.
const OWN: [&str; 23] = [
    "versioncreated",
    "firstcreated",
    "contentcreated",
    "pubstatus",
    "representationtype",
    "body_text",
    "body_xhtml",
    "body_html",
    "body_html5",
    "body_nitf",
    "description_text",
    "description_html",
    "headlines",
    "bodies",
    "slugline",
    "copyrightholder",
    "usageterms",
    "infosources",
    "renditions",
    "ednote",
    "descriptions",
    "eventdetails",
    "associations",
];

/// The keys of the first object, as far as the text goes.
pub(super) fn keys(text: &str) -> Vec<String> {
    let text = text.trim_start().trim_start_matches('[').trim_start();
    let (mut keys, mut depth, mut string, mut escaped, mut word) = (Vec::new(), 0usize, false, false, String::new());
    if !text.starts_with('{') {
        return keys;
    }
    for c in text.chars() {
        match c {
            _ if string && escaped => escaped = false,
            '\\' if string => escaped = true,
            '"' => {
                string = !string;
                if string {
                    word.clear();
                }
            }
            _ if string && depth == 1 && word.len() < 64 => word.push(c),
            _ if string => {}
            '{' | '[' => depth += 1,
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            ':' if depth == 1 => keys.push(std::mem::take(&mut word)),
            _ => {}
        }
    }
    keys
}

/// How sure those keys make that it is ninjs.
pub(super) fn likelihood(keys: &[String]) -> Likelihood {
    let lower: Vec<String> = keys.iter().map(|key| key.to_ascii_lowercase()).collect();
    let has = |key: &str| lower.iter().any(|one| one == key);
    let own = OWN.iter().filter(|key| has(key)).count();
    let named = has("uri") || has("guid");
    match own {
        2.. if named => Likelihood::Certain,
        1.. if has("uri") => Likelihood::Certain,
        3.. => Likelihood::Certain,
        _ => Likelihood::No,
    }
}
