//! Tests of reading PDF.

use super::super::reader::reader_for;
use super::super::reader::tests::read_all;
use super::*;

/// A PDF of these pages, each a content stream.
fn pdf(pages: &[&str]) -> Vec<u8> {
    let count = pages.len();
    let kids: Vec<String> = (0..count).map(|at| format!("{} 0 R", 4 + 2 * at)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {count} /Kids [{}] /MediaBox [0 0 600 800] >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (at, page) in pages.iter().enumerate() {
        objects.push(format!("<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>", 5 + 2 * at));
        objects.push(format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()));
    }
    objects.push("<< /Title (Harbour strike) /Author <FEFF004D00610072007400610020004F> >>".to_owned());
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut starts = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        starts.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    bytes.extend(starts.iter().flat_map(|start| format!("{start:010} 00000 n \n").into_bytes()));
    bytes.extend(format!("trailer << /Size {} /Root 1 0 R /Info {} 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1, objects.len()).bytes());
    bytes
}

/// A line of text on a page.
fn line(y: u32, text: &str) -> String {
    format!("BT /F1 12 Tf 50 {y} Td ({text}) Tj ET\n")
}

#[test]
fn a_file_is_known_by_its_first_bytes() {
    for (name, bytes, likely) in
        [("a", &b"%PDF-1.7"[..], Likelihood::Certain), ("a.pdf", b"\r\n%PDF-1.7", Likelihood::Certain), ("a.txt", b"The %PDF-1.7", Likelihood::No)]
    {
        assert_eq!(PdfReader.recognises(&Source::new(name, bytes).unwrap()), likely, "{name}");
    }
    let bytes = pdf(&[&line(700, "Yes")]);
    assert_eq!(reader_for(&Source::new("a.txt", &bytes[..]).unwrap()).unwrap().format().name, "pdf");
}

#[cfg(not(feature = "pdf"))]
#[test]
fn without_the_feature_it_is_refused() {
    let flaw = read_all(&PdfReader, "a.pdf", &pdf(&[&line(700, "Yes")]), &Choices::default()).1.unwrap_err();
    assert!(flaw.what.starts_with("this build cannot read PDF (cargo feature pdf)"));
}

#[cfg(feature = "pdf")]
mod with_the_feature {
    use super::super::super::reader::Found;
    use super::super::super::story::Story;
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<Story, Flaw> {
        let (found, end) = read_all(&PdfReader, "a.pdf", bytes, &Choices::default());
        end?;
        match found.into_iter().next() {
            Some(Found::Story(story)) => Ok(*story),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn pages_are_read_with_a_warning() {
        let story = read(&pdf(&[&line(700, "The harbour stood still."), &line(700, "It went on.")])).unwrap();
        assert!(story.text.contains("The harbour stood still.") && story.text.contains("It went on."), "{}", story.text);
        assert_eq!((story.title.as_deref(), story.authors.as_slice()), (Some("Harbour strike"), &["Marta O".to_owned()][..]));
        assert!(story.notices[0].contains("compare it with the original"));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert!(read(&pdf(&["0 0 m 100 100 l S"])).unwrap_err().what.contains("it is a scan or a picture"));
        assert!(read(b"%PDF-1.4\ncut off").unwrap_err().what.starts_with("is damaged"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn mutated_files_never_panic(at in 0usize..2000, bytes in proptest::collection::vec(any::<u8>(), 0..8)) {
            let mut file = pdf(&[&line(700, "The harbour stood still.")]);
            let at = at % file.len();
            file.splice(at..(at + bytes.len()).min(file.len()), bytes);
            let _ = read(&file);
        }
    }
}
