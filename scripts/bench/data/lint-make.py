"""Writes 1,000 migrations of 20 statements into a folder: lint-make.py FOLDER. The same ones every time."""

import pathlib
import sys

folder = pathlib.Path(sys.argv[1])

# Of every kind that migrations have; {n} is the migration's number, {o} that of a table that was there before.
statements = """
CREATE TABLE shop.items_{n} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id bigint NOT NULL REFERENCES shop.orders_{o} (id) ON DELETE CASCADE,
    title varchar(120) NOT NULL,
    state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'open', 'done')),
    price numeric(10, 2) CHECK (price >= 0),
    settings jsonb NOT NULL DEFAULT '{{}}'::jsonb,
    created_at timestamptz NOT NULL DEFAULT now()
)
CREATE INDEX items_{n}_owner_id_idx ON shop.items_{n} (owner_id, created_at DESC)
COMMENT ON COLUMN shop.items_{n}.state IS 'How far it is; see the enum of the application'
ALTER TABLE shop.orders_{o} ADD COLUMN note_{n} text DEFAULT 'it''s new'
ALTER TABLE shop.orders_{o} ADD CONSTRAINT orders_{o}_price_{n} CHECK (price < 1000000 AND title <> '') NOT VALID
ALTER TABLE shop.orders_{o} VALIDATE CONSTRAINT orders_{o}_price_{n}
CREATE INDEX CONCURRENTLY orders_{o}_state_{n}_idx ON shop.orders_{o} (state) WHERE state <> 'done'
ALTER TABLE shop.orders_{o} ALTER COLUMN title TYPE varchar(200), ALTER COLUMN state SET DEFAULT 'open'
UPDATE shop.orders_{o} SET note_{n} = upper(title) WHERE id BETWEEN 1 AND 5000 AND note_{n} IS NULL
INSERT INTO shop.orders_{o} (owner_id, title, state, price) VALUES (1, 'first', 'new', 1.50), (1, 'second', 'open', 2.25)
ALTER TABLE shop.orders_{o} ALTER COLUMN note_{n} SET NOT NULL
CREATE OR REPLACE FUNCTION shop.touch_{n}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.state IS DISTINCT FROM old.state THEN
        INSERT INTO shop.log (item_id, at) VALUES (new.id, now());
    END IF;
    RETURN new;
END
$$
CREATE TRIGGER items_{n}_touch BEFORE UPDATE ON shop.items_{n} FOR EACH ROW EXECUTE FUNCTION shop.touch_{n}()
CREATE VIEW shop.open_{n} AS SELECT i.id, i.title, o.title AS owner, count(*) OVER (PARTITION BY i.owner_id) AS siblings
    FROM shop.items_{n} i JOIN shop.orders_{o} o ON o.id = i.owner_id WHERE i.state = 'open' ORDER BY i.created_at DESC
GRANT SELECT, INSERT ON shop.items_{n} TO application
ALTER TABLE shop.orders_{o} DROP COLUMN note_{n}
DROP INDEX CONCURRENTLY shop.orders_{o}_state_{n}_idx
ALTER TABLE shop.orders_{o} DROP CONSTRAINT orders_{o}_price_{n}
DELETE FROM shop.orders_{o} WHERE id IN (SELECT id FROM shop.orders_{o} WHERE state = 'done' LIMIT 1000)
CREATE UNIQUE INDEX orders_{o}_title_{n}_key ON shop.orders_{o} (lower(title))
"""

starts = ("CREATE", "COMMENT", "ALTER", "UPDATE", "INSERT", "GRANT", "DROP", "DELETE")
texts = []
for line in statements.strip().split("\n"):
    if line.startswith(starts):
        texts.append(line)
    else:
        texts[-1] += "\n" + line
assert len(texts) == 20

for number in range(1, 1001):
    lines = [f"-- Migration {number}\n"]
    lines += [text.format(n=number, o=number % 50) + ";\n" for text in texts]
    (folder / f"{number:04}_change.up.sql").write_text("\n".join(lines))
