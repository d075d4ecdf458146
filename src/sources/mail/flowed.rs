//! Plain text whose paragraphs were broken for the wire (RFC 3676, `format=flowed`).

/// Joins what belongs together: lines that end with a space go on in the next of the same depth of quotation. With `delete`
/// that space is no part of the text (`DelSp=yes`).
pub(super) fn unflow(text: &str, delete: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for (number, line) in text.split('\n').enumerate() {
        let content = line.trim_start_matches('>');
        let depth = line.len() - content.len();
        let content = content.strip_prefix(' ').unwrap_or(content);
        let signature = content == "-- ";
        // A blank line ends a paragraph, even one whose last line says that it goes on.
        if open != Some(depth) || signature || content.is_empty() {
            out.push_str(if number > 0 { "\n" } else { "" });
            out.extend(std::iter::repeat_n('>', depth));
            out.push_str(if depth > 0 { " " } else { "" });
        }
        let flows = content.ends_with(' ') && !signature;
        out.push_str(if flows && delete { content.strip_suffix(' ').unwrap_or(content) } else { content });
        open = flows.then_some(depth);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_joined_and_quotes_keep_their_depth() {
        let text = "The strike \nwent on \nfor days.\n\n>> Was it \n>> long?\n> It was. \nNo.\n From afar\n-- \nMarta";
        assert_eq!(unflow(text, false), "The strike went on for days.\n\n>> Was it long?\n> It was. \nNo.\nFrom afar\n-- \nMarta");
    }

    #[test]
    fn the_space_of_the_wire_is_deleted_when_the_mail_says_so() {
        assert_eq!(unflow("港湾ストは \n3週目に入った。\nEnd \n\nNew", true), "港湾ストは3週目に入った。\nEnd\n\nNew");
    }
}
