//! How much memory a process may take, and how much it took. Where the system cannot tell, there is no limit and no figure.

/// Bounds the memory of this process, and of those that it starts. An allocation beyond that fails.
pub(crate) fn bound_memory(megabytes: u64) {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, setrlimit};
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

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    #[test]
    fn the_peak_is_known() {
        assert!(super::own_peak_mb().is_some_and(|megabytes| megabytes > 0));
    }
}
