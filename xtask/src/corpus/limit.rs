//! How much memory a process may take, and how much it took. Where the system cannot tell, there is no limit and no figure.

#[cfg(unix)]
use std::time::Duration;

#[cfg(unix)]
use nix::sys::{
    resource::{Resource, UsageWho, getrusage, setrlimit},
    time::{TimeVal, TimeValLike as _},
};

use super::row::Cost;

/// Bounds the memory of this process, and of those that it starts. An allocation beyond that fails.
pub(crate) fn bound_memory(megabytes: u64) {
    #[cfg(unix)]
    {
        let bytes = megabytes.saturating_mul(1 << 20);
        // A tighter limit that is in force already cannot be loosened, and need not be.
        let _ = setrlimit(Resource::RLIMIT_AS, bytes, bytes);
    }
    #[cfg(not(unix))]
    let _ = megabytes;
}

/// The most memory that this process had at any time, in megabytes.
pub(crate) fn own_peak_mb() -> Option<u64> {
    // Not from `getrusage`, which also counts what the process was before it became this program.
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes.div_ceil(1024))
}

/// What the processes took that this one started and waited for. How long that was it cannot tell.
pub(crate) fn cost_of_children() -> Cost {
    #[cfg(unix)]
    if let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) {
        let seconds =
            |time: TimeVal| Duration::from_micros(time.num_microseconds().try_into().unwrap_or(0)).as_secs_f64();
        // Kilobytes, except where they are bytes.
        let unit = if cfg!(target_vendor = "apple") { 1 << 20 } else { 1 << 10 };
        let peak_mb = u64::try_from(usage.max_rss() / unit).ok();
        return Cost {
            cpu_seconds: seconds(usage.user_time()) + seconds(usage.system_time()),
            peak_mb,
            ..Cost::default()
        };
    }
    Cost::default()
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    #[test]
    fn the_peak_is_known() {
        assert!(super::own_peak_mb().is_some_and(|megabytes| megabytes > 0));
    }
}
