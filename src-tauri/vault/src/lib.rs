//! Keeps rows sealed on this device and remembers every change in the same transaction.
