-- What the seeds share. It runs first on the seeding connection; all of it is temporary.
-- A seed is deterministic: each step sets the seed of random(), rows are made in the order of generate_series, and
-- only times are relative to now().

-- The data is consistent by construction: checking each foreign key would double the time.
SET session_replication_role = replica;

SET synchronous_commit = off;

-- Rows are sorted before they are inserted, and keys before an index is built: in memory.
SET work_mem = '256MB';
SET maintenance_work_mem = '256MB';

-- Indexes stand still while rows come in; build_indexes() makes them of all rows at once, in a third of the time.
UPDATE pg_index SET indisready = false, indisvalid = false FROM pg_class
WHERE pg_class.oid = indrelid AND relkind = 'r' AND relnamespace = 'public'::regnamespace;

CREATE FUNCTION pg_temp.build_indexes() RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
    index regclass;
BEGIN
    FOR index IN SELECT indexrelid FROM pg_index WHERE NOT indisready ORDER BY indexrelid LOOP
        -- It also marks the index as ready and valid.
        EXECUTE format('REINDEX INDEX %s', index);
    END LOOP;
END
$$;

-- Rows of a table that has `rows` at scale 1. Said to be immutable, so that it is computed once a statement.
CREATE FUNCTION pg_temp.scaled(rows integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT greatest(1, round(rows * current_setting('advisor.scale')::numeric))::integer $$;

-- 1 to n; the greater the skew (1: none), the more often a small one.
CREATE FUNCTION pg_temp.skewed(n integer, skew double precision) RETURNS integer LANGUAGE sql VOLATILE AS
$$ SELECT 1 + floor(n * power(random(), skew))::integer $$;

-- A moment in the last `days`; the greater the skew, the more often a recent one.
CREATE FUNCTION pg_temp.moment(days double precision, skew double precision) RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT now() - make_interval(secs => days * 86400 * power(random(), skew)) $$;

-- The moment of the i-th of n things that came at a steady pace over the last `days`.
CREATE FUNCTION pg_temp.steadily(i integer, n integer, days integer) RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT now() - make_interval(secs => (n - i) * (days * 86400 / n::double precision)) $$;

CREATE FUNCTION pg_temp.first_name(n integer) RETURNS text LANGUAGE sql IMMUTABLE AS
$$
    SELECT (ARRAY['Ada', 'Bruno', 'Chiara', 'Dmitri', 'Elif', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Keiko',
        'Lars', 'Mina', 'Noor', 'Olga', 'Pavel', 'Quinn', 'Rosa', 'Sami', 'Tess', 'Umar', 'Vera', 'Wim', 'Xenia',
        'Yusuf', 'Zoe', 'Amir', 'Bea', 'Carl', 'Dora', 'Emil', 'Freya'])[1 + n % 32]
$$;

CREATE FUNCTION pg_temp.last_name(n integer) RETURNS text LANGUAGE sql IMMUTABLE AS
$$
    SELECT (ARRAY['Almeida', 'Berg', 'Costa', 'Demir', 'Eriksen', 'Fischer', 'Garcia', 'Haddad', 'Ivanova', 'Jansen',
        'Kowalski', 'Lindqvist', 'Moreau', 'Nakamura', 'Okafor', 'Petrov', 'Quist', 'Rossi', 'Schmidt', 'Tanaka',
        'Ueda', 'Vogel', 'Weber', 'Xu', 'Yilmaz', 'Zimmer', 'Abbas'])[1 + n / 32 % 27]
$$;

-- A thousand paragraphs of 8 to 120 words, common words far more often than rare ones.
CREATE TEMPORARY TABLE paragraphs (id integer PRIMARY KEY, title text, body text);

SELECT setseed(0.11);

INSERT INTO paragraphs (id, title, body)
SELECT paragraph, initcap(left(string_agg(word, ' ') FILTER (WHERE position <= 6), 70)), string_agg(word, ' ') || '.'
FROM (
    SELECT paragraph, position, (regexp_split_to_array(
        'the a to of and in it is for that on with this not we have from are but one all they work at when time what '
        'can after only new release server table query index user there more some page data first where would make '
        'because slow fast find change test error could through good part version always never each must other same '
        'under line number place small large problem answer question thread reply upgrade install default setting '
        'memory disk network client request response morning evening colour paper garden river mountain kitchen coffee '
        'bicycle camera guitar record novel harbour winter copper marble velvet lantern compass orchard saffron',
        '\s+'))[1 + floor(115 * power(random(), 1.6))::integer] AS word
    FROM generate_series(1, 1000) AS paragraph, generate_series(1, 8 + paragraph * 37 % 113) AS position
) AS words
GROUP BY paragraph;

ANALYZE paragraphs;
