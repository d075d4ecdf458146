//! Old encodings and line ends, front matter, titles.

use super::super::reader::tests::stories;
use super::*;
use proptest::prelude::*;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sources/text/");

fn fixture(name: &str) -> Story {
    let mut found = stories(name, &std::fs::read(format!("{FOLDER}{name}")).unwrap());
    assert_eq!(found.len(), 1);
    found.remove(0)
}

fn roles(story: &Story) -> Vec<(Role, String)> {
    let mut article = Article::with_rule(Text::new(story.text.as_str()), story.rule.unwrap());
    article.set_roles(&story.roles.iter().map(|(at, role)| (*at as u32, *role)).collect());
    article.blocks().iter().map(|block| (block.role, article.text().slice(block.span).chars().take(12).collect())).collect()
}

#[test]
fn the_file_is_the_text() {
    let found = stories("story.txt", b"Strike\r\n\r\nIt goes on.");
    assert_eq!((found.len(), found[0].text.as_str()), (1, "Strike\n\nIt goes on."));
    assert_eq!(found[0].original, sha256(b"Strike\r\n\r\nIt goes on."));
    assert_eq!(found[0].title, None);
    assert!(stories("story.md", b"# Strike\n")[0].markdown);
}

#[test]
fn old_files_are_read_with_their_own_line_ends() {
    assert_eq!(fixture("classic-mac.txt").text, "Ferry halted\n\nThe ferry to Port Selden was halted on Monday.\nNobody was hurt.");
    assert!(fixture("windows-1252.txt").text.contains("“Die Fähre fährt nicht”, sagte der Bürgermeister – vorerst."));
    for name in ["utf-16-le.txt", "utf-16-be-no-mark.txt"] {
        assert_eq!(fixture(name).text, "Ferry halted\n\nThe café at the quay was closed.\n", "{name}");
    }
}

#[test]
fn what_is_no_line_end_here_stays_and_is_told() {
    let story = fixture("separators.txt");
    assert_eq!(story.text, "Page one.\n\u{c}Page two.\u{2028}Still two.\u{2029}New\u{85}end.\n");
    assert_eq!(story.notices, ["3 uncommon line separators (U+2028, U+2029 or U+0085) are kept inside their lines"]);
}

#[test]
fn front_matter_is_metadata_and_is_drawn_back() {
    let story = fixture("front-matter.md");
    assert!(story.text.starts_with("---\ntitle: "));
    assert_eq!((story.title.as_deref(), story.authors.as_slice()), (Some("Ferry halted"), ["Marta Okonkwo".to_owned()].as_slice()));
    assert_eq!((story.date.as_deref(), story.publication.as_deref()), (Some("2026-11-25"), Some("Selden Courier")));
    let roles = roles(&story);
    assert!(roles.iter().take(3).all(|(role, _)| *role == Role::Boilerplate), "{roles:?}");
    assert!(roles.contains(&(Role::Headline, "# Ferry halt".into())), "{roles:?}");
    assert!(roles.iter().filter(|(role, _)| *role == Role::Body).count() >= 2, "{roles:?}");
}

#[test]
fn the_title_of_markdown_is_its_first_heading() {
    let title = |text: &str| stories("a.md", text.as_bytes())[0].title.clone();
    assert_eq!(title("Intro.\n\n```\n# code\n```\n\n# Ferry *halted* ##\n\n# Two\n").as_deref(), Some("Ferry *halted*"));
    assert_eq!(title("Ferry halted\n============\n\nText.\n").as_deref(), Some("Ferry halted"));
    assert_eq!(title("## Lower\n\n#NoSpace\n\n    # code\n"), None);
    assert_eq!(title("---\ntitle: From above\n---\n# Below\n").as_deref(), Some("From above"));
}

#[test]
fn front_matter_glued_to_wrapped_text_dims_none_of_it() {
    let story = stories("a.md", b"---\nid: x\n---\nThe harbour authority said that the strike\nhad cost the city eleven million crowns\nsince it began.\n\nThe union has not\nreplied to the offer.\n").remove(0);
    let text = roles(&story);
    assert!(text.iter().all(|(role, text)| *role != Role::Boilerplate || text.starts_with("---")), "{text:?}");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(head in "(---|\\+\\+\\+|# |)\n", keys in "([a-z]{1,5}(: | = |:)(\"|'|\\[|- |#|\\|)*[a-zé, \\]\"'\\\\]*\n){0,6}(---|\\+\\+\\+|)\n", rest in proptest::collection::vec(any::<u8>(), 0..80)) {
        let mut bytes = format!("{head}{keys}").into_bytes();
        bytes.extend(rest);
        for name in ["a.md", "a.txt"] {
            let mut source = Source::new(name, &bytes[..]).unwrap();
            if let Ok(story) = whole(&mut source) {
                for (at, _) in &story.roles {
                    prop_assert!(story.text.is_char_boundary(*at));
                }
            }
        }
    }
}
