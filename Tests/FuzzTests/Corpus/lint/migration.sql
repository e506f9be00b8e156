BEGIN;
-- advisor:ignore drop-table kept elsewhere
DROP TABLE IF EXISTS old;
ALTER TABLE orders ADD COLUMN note varchar(20) NOT NULL DEFAULT 'x', ALTER COLUMN total TYPE numeric(10, 2);
CREATE INDEX orders_note ON orders (note, lower(status)) WHERE total > 5;
ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0), ADD FOREIGN KEY (customer_id) REFERENCES customers (id);
UPDATE orders SET note = status;
COMMIT;
