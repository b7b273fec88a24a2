delete from fills
