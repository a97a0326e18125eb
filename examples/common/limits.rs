//! What this program refuses to try: better one line now than a machine out of memory in a minute.

use crate::common::failure::{Result, failed};

/// The five-point stencil needs a neighbour on every side of at least one cell.
pub(crate) const MIN_SIDE: u64 = 3;
/// 16 GiB an array of `f64`.
pub(crate) const MAX_ELEMENTS: u64 = 1 << 31;
/// Cell sizes whose inverse squares are normal numbers with room to spare.
pub(crate) const MIN_STEP: f64 = 1e-100;
pub(crate) const MAX_STEP: f64 = 1e100;
pub(crate) const MAX_THREADS: usize = 512;

/// Arrays of the field's size that are alive at once at the peak of the ladder, which is inside the rung of
/// one temporary per operator: the field, its nested copy, the reference result, two destinations, five
/// temporaries.
const ARRAYS_AT_PEAK: u64 = 10;

/// Refuses a field of `elements` for which this machine has no memory, where the machine can be asked.
pub(crate) fn check_memory(elements: u64, what: &str) -> Result<()> {
    if elements > MAX_ELEMENTS {
        return failed(format!("{what} is too large: {elements} elements, at most {MAX_ELEMENTS}"));
    }
    let needed = elements * ARRAYS_AT_PEAK * 8;
    let refuse = |reason: String| {
        failed(format!("{what} is too large: it needs about {} MiB, {reason}", needed >> 20))
    };
    if let Some(available) = available_memory().filter(|available| *available < needed) {
        return refuse(format!("and {} MiB of memory are available", available >> 20));
    }
    // Other systems, and limits on the process alone, answer when asked for address space; nothing touches
    // it.
    let bytes = usize::try_from(needed).unwrap_or(usize::MAX);
    match Vec::<u8>::new().try_reserve_exact(bytes) {
        Ok(()) => Ok(()),
        Err(_) => refuse("more than this process may have".into()),
    }
}

/// Linux only: what the kernel would hand out without swapping, or less where a control group sets a limit.
fn available_memory() -> Option<u64> {
    let read = |path| std::fs::read_to_string(path).ok();
    let machine = read("/proc/meminfo")?
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:")?.strip_suffix("kB")?.trim().parse::<u64>().ok())?
        .saturating_mul(1024);
    let group = read("/sys/fs/cgroup/memory.max").and_then(|text| text.trim().parse::<u64>().ok());
    Some(group.map_or(machine, |limit| limit.min(machine)))
}
