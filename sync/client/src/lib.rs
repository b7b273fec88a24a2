//! Carries pending changes to the server and brings others home; knows no entity and no plaintext.
