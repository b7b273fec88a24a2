update device
set clock_offset_ms = ?1
