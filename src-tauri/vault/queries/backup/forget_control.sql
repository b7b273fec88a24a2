delete from control
