//! Numbers in few bits, as Parquet packs them.
//!
//! ```text
//! hybrid   levels and places in a dictionary: runs of one value, or groups of eight in as many bits as needed
//! delta    whole numbers: the first, and blocks of 128 differences in four parts of 32, each with its own width
//! ```

/// Differences in a block, and in one of its parts.
const BLOCK: (usize, usize) = (128, 32);

/// Numbers that are packed in one group.
const GROUP: usize = 8;

/// The bits that a number needs.
pub(super) fn width(most: u64) -> u32 {
    u64::BITS - most.leading_zeros()
}

/// Packs small numbers, each of at most `width` bits, as runs and groups.
pub(super) fn hybrid<T: Copy + Eq + Into<u64>>(values: &[T], width: u32, out: &mut Vec<u8>) {
    let (mut rest, mut waiting) = (values, 0);
    while let Some(first) = rest.get(waiting).copied() {
        let run = rest.get(waiting..).unwrap_or_default().iter().take_while(|value| **value == first).count();
        let fill = waiting.next_multiple_of(GROUP) - waiting;
        if run < fill + GROUP {
            waiting += run;
            continue;
        }
        let (before, after) = rest.split_at_checked(waiting + fill).unwrap_or((rest, &[]));
        groups(before, width, out);
        varint(((run - fill) as u64) << 1, out);
        out.extend(first.into().to_le_bytes().iter().take(width.div_ceil(8) as usize));
        (rest, waiting) = (after.get(run - fill..).unwrap_or_default(), 0);
    }
    groups(rest, width, out);
}

/// Groups of eight; the last is filled up with zeros.
fn groups<T: Copy + Into<u64>>(values: &[T], width: u32, out: &mut Vec<u8>) {
    if !values.is_empty() {
        let count = values.len().div_ceil(GROUP);
        varint((count as u64) << 1 | 1, out);
        bits(values.iter().map(|value| (*value).into()), count * GROUP, width, out);
    }
}

/// Packs whole numbers as differences: `DELTA_BINARY_PACKED`. Those of 32 bits may not be beyond them.
pub(super) fn delta(values: &[i64], out: &mut Vec<u8>) {
    let (block, part) = BLOCK;
    for number in [block, block / part, values.len()] {
        varint(number as u64, out);
    }
    zigzag(values.first().copied().unwrap_or_default(), out);
    let differences: Vec<i64> = values.windows(2).map(|pair| if let [one, next] = pair { next.wrapping_sub(*one) } else { 0 }).collect();
    for block in differences.chunks(block) {
        let least = block.iter().copied().min().unwrap_or_default();
        zigzag(least, out);
        let above = |difference: &i64| difference.wrapping_sub(least) as u64;
        let widths = |part: &[i64]| width(part.iter().map(above).max().unwrap_or_default());
        // Parts that are not there have a width too: none.
        let (first, parts) = (out.len(), BLOCK.0 / part);
        out.resize(first + parts, 0);
        for (number, part) in block.chunks(part).enumerate() {
            let width = widths(part);
            if let Some(place) = out.get_mut(first + number) {
                *place = width as u8;
            }
            bits(part.iter().map(above), BLOCK.1, width, out);
        }
    }
}

/// Puts `count` numbers one behind the other, `width` bits each, the lowest bit first; those that are not there are zeros.
pub(super) fn bits(values: impl Iterator<Item = u64>, count: usize, width: u32, out: &mut Vec<u8>) {
    let end = out.len() + (count * width as usize).div_ceil(8);
    let (mut held, mut filled) = (0u128, 0);
    for value in values {
        held |= u128::from(value) << filled;
        filled += width;
        if filled >= 64 {
            out.extend_from_slice(&(held as u64).to_le_bytes());
            held >>= 64;
            filled -= 64;
        }
    }
    out.extend(held.to_le_bytes().iter().take(filled.div_ceil(8) as usize));
    out.resize(end, 0);
}

fn zigzag(number: i64, out: &mut Vec<u8>) {
    varint(((number << 1) ^ (number >> 63)) as u64, out);
}

fn varint(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_groups() {
        let packed = |values: &[u8], width| {
            let mut out = Vec::new();
            hybrid(values, width, &mut out);
            out
        };
        assert_eq!(packed(&[1; 20], 1), [40, 1]);
        assert_eq!(packed(&[0, 1, 2, 3, 4, 5, 6, 7], 3), [3, 0x88, 0xc6, 0xfa]);
        assert_eq!(packed(&[&[1, 0][..], &[1; 14]].concat(), 1), [3, 0b1111_1101, 16, 1]);
        assert_eq!(packed(&[0; 9], 0), [18]);
        assert!(packed(&[], 1).is_empty());
    }

    #[test]
    fn differences() {
        let mut out = Vec::new();
        delta(&[7, 5, 3, 1, 2, 3, 4, 5], &mut out);
        // The example of the specification: the least difference is -2, the others are 0 or 3 above it.
        assert_eq!(out, [&[0x80, 1, 4, 8, 14, 3, 2, 0, 0, 0, 0xc0, 0x3f][..], &[0; 6]].concat());
        let mut none = Vec::new();
        delta(&[], &mut none);
        assert_eq!(none, [0x80, 1, 4, 0, 0]);
        let mut far = Vec::new();
        delta(&[i64::MIN, i64::MAX, i64::MIN], &mut far);
        assert!(far.len() > 5);
    }
}
