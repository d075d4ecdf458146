//! Texts that hide something, and ordinary ones that do not.

use super::*;
use proptest::prelude::*;

fn told(text: &str) -> Vec<String> {
    suspicious(text).iter().map(ToString::to_string).collect()
}

#[test]
fn directions_are_counted_from_where_they_open() {
    assert_eq!(
        told("One.\n\nThe file is called invoice\u{202e}fdp.exe\u{202c} today."),
        ["1 direction override, in line 3: invoice‹202E›fdp.exe‹202C› today."]
    );
    assert_eq!(
        told("a \u{202d}b\u{202c} \u{202e}c\n\u{2066}d\u{2069} \u{2069}"),
        ["2 direction overrides, the first in line 1: ‹202D›b‹202C› ‹202E›c", "2 hidden changes of direction, the first in line 2: ‹2066›d‹2069› ‹2069›"]
    );
}

#[test]
fn words_of_letters_that_look_alike_show_their_codes() {
    assert_eq!(told("Log in to раypal now."), ["1 word mixes scripts that look alike, in line 1: ‹0440›‹0430›ypal"]);
    assert_eq!(told("gοοgle\nand googlе, applе"), ["3 words mix scripts that look alike, the first in line 1: g‹03BF›‹03BF›gle"]);
    assert_eq!(told("Министр cказал"), ["1 word mixes scripts that look alike, in line 1: ‹0063›казал"]);
    assert_eq!(told("Η χώρα και το ΝΑΤO"), ["1 word mixes scripts that look alike, in line 1: ΝΑΤ‹004F›"]);
    assert_eq!(told("éа éеtе").len(), 1);
}

#[test]
fn sound_mixtures_are_no_finding() {
    for text in [
        "5 μm and 5 µm, 3 kΩ, ΔT, TNFα, NFκB, ρgh, IFN-α, ΔG",
        "iPhone'ом, SMSка, VIPа, IT-компания, Яндекс, PDFы, T-34, CEOшник",
        "日本のNHKがPayPalを導入、Tシャツ",
        "한국의 KBS뉴스가 IT기업을",
        "раураl".replace('l', "").as_str(),
    ] {
        assert_eq!(told(text), [""; 0], "{text}");
    }
}

#[test]
fn characters_without_width_are_found_where_nothing_needs_them() {
    assert_eq!(told("The pass\u{200b}word is"), ["1 character without width, in line 1: pass‹200B›word is"]);
    assert_eq!(told("A leak\u{200c} and\u{200d} more."), ["2 characters without width, the first in line 1: leak‹200C› and‹200D› more."]);
    let message = "\u{200b}\u{200c}\u{200d}\u{feff}".repeat(20);
    assert_eq!(suspicious(&format!("end.{message}\n"))[0].count, 80);
    assert_eq!(told("Ha\u{feff}fen").len(), 1);
    assert_eq!(told("Hafen\u{ad}\u{ad}\u{ad}\u{ad}streik").len(), 1);
}

#[test]
fn sound_characters_without_width_are_no_finding() {
    for text in [
        "Hafen\u{ad}streik",
        "\u{200b}",
        "First.\u{200b}\n\u{200b}\u{200b}Second",
        "می\u{200c}خواهم",
        "क्\u{200d}ष",
        "👩\u{200d}👩\u{200d}👧",
        "🏳\u{fe0f}\u{200d}🌈",
        "ភាសា\u{200b}ខ្មែរ",
        "and/\u{200b}or",
        "\u{34f}\u{200c} \u{34f}\u{200c} ",
    ] {
        assert_eq!(told(text), [""; 0], "{text:?}");
    }
}

#[test]
fn tags_and_selectors_that_carry_something_are_found() {
    let hidden: String = "ignore".chars().filter_map(|c| char::from_u32(0xe0000 + u32::from(c))).collect();
    assert_eq!(
        told(&format!("Hello{hidden}")),
        ["6 invisible tag characters, in line 1".replace(", in", ", the first in") + ": Hello‹E0069›‹E0067›‹E006E›‹E006F›‹E0072›‹E0065›"]
    );
    assert_eq!(told("🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}"), [""; 0]);
    assert_eq!(told("😀\u{e0130}\u{e0131}\u{e0132}"), ["3 stray variation selectors, the first in line 1: ‹E0130›‹E0131›‹E0132›"]);
    assert_eq!(told("a\u{e0101}"), ["1 stray variation selector, in line 1: a‹E0101›"]);
    assert_eq!(told("葛\u{e0100}飾区 ❤\u{fe0f} 1\u{fe0f}\u{20e3} 骨\u{fe00}"), [""; 0]);
}

#[test]
fn controls_are_found_and_layout_is_not() {
    assert_eq!(told("a\tb\r\nc\u{c}d\u{85}"), [""; 0]);
    assert_eq!(told("x\n\u{1b}[31mred\u{9b}0m"), ["2 control characters, the first in line 2: ␛[31mred‹009B›0m"]);
}

#[test]
fn ordinary_news_is_no_finding_in_any_language() {
    for text in [
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample-story.txt")),
        "Der Bürgermeister von Port Selden sagte, die „Straße“ sei gefährlich — und naïve Gäste …",
        "Забастовка в порту: «Мы не отступим», — заявил профсоюз докеров. МВД, НАТО и COVID-19.",
        "Η απεργία στο λιμάνι συνεχίζεται, δήλωσε ο πρόεδρος του σωματείου· «δεν θα υποχωρήσουμε».",
        "دخل إضراب عمال الميناء أسبوعه الثالث، وقال رئيس النقابة: «لن نتراجع» \u{200f}(رويترز).",
        "שביתת הנמל נכנסה לשבוע השלישי, אמר יו\"ר הוועד \u{200f}(AP).",
        "اعتصاب کارگران بندر وارد هفته\u{200c}ی سوم شد و آن\u{200c}ها می\u{200c}گویند کوتاه نمی\u{200c}آیند.",
        "बंदरगाह की हड़ताल तीसरे सप्ताह में पहुँच गई, यूनियन ने कहा कि वे पीछे नहीं हटेंगे।",
        "港湾ストは3週目に入った。組合の委員長は「譲らない」と述べた（AP）。",
        "항만 파업이 3주째로 접어들었다고 노조가 밝혔다. “물러서지 않겠다”",
        "Strike 🚢⚓️ week 3 👍🏽 👨‍👩‍👧‍👦 🇳🇴 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️‍🔥 ™️ #️⃣",
    ] {
        assert_eq!(told(text), [""; 0], "{text}");
    }
}

#[test]
fn long_words_and_many_findings_take_linear_time() {
    let text = format!("{}а{}", "a".repeat(300_000), "\u{202e}\u{200b}".repeat(100_000));
    let found = suspicious(&text);
    assert_eq!(found.iter().map(|one| one.count).collect::<Vec<_>>(), [100_000, 1]);
    assert!(found.iter().all(|one| one.excerpt.chars().count() < 300), "{found:?}");
}

proptest! {
    #[test]
    fn any_text_is_scanned_and_told_safely(text in "(\\PC|[aроеxα\u{0}-\u{ff}]|[\u{200b}-\u{206f}\u{fe00}\u{e0020}-\u{e0110}\u{301}👍🏽🇳\n]){0,60}") {
        for one in suspicious(&text) {
            prop_assert!(one.count > 0 && one.line <= text.matches('\n').count() + 1);
            let told = one.to_string();
            prop_assert!(!told.contains(|c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}')), "{:?}", told);
        }
    }
}
