//! What this process last read, so that it need not ask again. Never trusted by itself: whoever uses it compares.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// Cheap to clone; every clone is the same.
#[derive(Debug)]
pub struct Cache<K, V> {
    by_key: Arc<Mutex<HashMap<K, V>>>,
    /// It forgets all at once rather than grow beyond this.
    entries_max: usize,
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    pub fn new(entries_max: usize) -> Cache<K, V> {
        Cache {
            by_key: Arc::default(),
            entries_max,
        }
    }

    pub fn get(&self, key: &K) -> Option<V> {
        self.lock(|known| known.get(key).cloned())
    }

    pub fn insert(&self, key: K, value: V) {
        self.lock(|known| {
            if known.len() >= self.entries_max && !known.contains_key(&key) {
                known.clear();
            }
            known.insert(key, value);
        });
    }

    pub fn remove(&self, key: &K) {
        self.lock(|known| known.remove(key));
    }

    fn lock<T>(&self, act: impl FnOnce(&mut HashMap<K, V>) -> T) -> T {
        // a map of copies is whole whatever its last holder was doing
        let mut known = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        act(&mut known)
    }
}

impl<K, V> Clone for Cache<K, V> {
    fn clone(&self) -> Cache<K, V> {
        Cache {
            by_key: Arc::clone(&self.by_key),
            entries_max: self.entries_max,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_grows_beyond_its_measure_and_keeps_what_came_last() {
        let remembered = Cache::new(3);
        for number in 0..10 {
            remembered.insert(number, number * 2);
            assert_eq!(remembered.get(&number), Some(number * 2));
            assert!(remembered.lock(|known| known.len()) <= 3);
        }
        let same = remembered.clone();
        same.remove(&9);
        assert_eq!(remembered.get(&9), None);
    }
}
