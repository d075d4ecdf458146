//! Colours as numbers: hexadecimal notation, mixing, and the contrast that WCAG defines.

/// Red, green, blue.
pub type Rgb = (u8, u8, u8);

/// Contrast that WCAG asks of text (AA).
pub const AA: f64 = 4.5;

/// Reads `#rrggbb`.
#[must_use]
pub fn parse_hex(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    Some(((number >> 16) as u8, (number >> 8) as u8, number as u8))
}

/// Writes `#rrggbb`.
#[must_use]
pub fn hex((red, green, blue): Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// How two colours stand out from each other: 1 (the same) to 21 (black on white).
#[must_use]
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance, 0 to 1.
pub(super) fn luminance((red, green, blue): Rgb) -> f64 {
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// A channel without its gamma, 0 to 1.
pub(super) fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// `share` (0 to 1) of `color`, the rest of `ground`.
#[must_use]
pub fn mix(color: Rgb, ground: Rgb, share: f64) -> Rgb {
    let channel = |color: u8, ground: u8| (f64::from(color) * share + f64::from(ground) * (1.0 - share)).round() as u8;
    (channel(color.0, ground.0), channel(color.1, ground.1), channel(color.2, ground.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_goes_both_ways() {
        assert_eq!(parse_hex("#0a72FF"), Some((10, 114, 255)));
        assert_eq!(hex((10, 114, 255)), "#0a72ff");
        for bad in ["0a72ff", "#fff", "#12345g", "#+12345", "", "#ééé"] {
            assert_eq!(parse_hex(bad), None, "{bad}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast((0, 0, 0), (255, 255, 255)) - 21.0).abs() < 0.01);
        assert!((contrast((0x77, 0x77, 0x77), (255, 255, 255)) - 4.48).abs() < 0.01);
    }

    #[test]
    fn mixing_is_by_share() {
        assert_eq!(mix((255, 0, 100), (0, 0, 0), 0.5), (128, 0, 50));
    }
}
