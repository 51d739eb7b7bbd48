//! Which elements of an API's tables stay when others are left out.

/// What stays, by index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Of the tags.
    pub tags: Vec<bool>,
    /// Of the operations.
    pub operations: Vec<bool>,
    /// Of the calls that the service makes.
    pub incoming: Vec<bool>,
}

impl Kept {
    /// Takes out of a table what does not stay.
    pub fn of<T>(kept: &[bool], table: &mut Vec<T>) {
        let mut kept = kept.iter();
        table.retain(|_| kept.next().is_none_or(|kept| *kept));
    }

    /// Where each element of a table goes that stays.
    pub fn moves(kept: &[bool]) -> Vec<Option<usize>> {
        let mut next = 0..;
        kept.iter().map(|kept| kept.then(|| next.next()).flatten()).collect()
    }
}
