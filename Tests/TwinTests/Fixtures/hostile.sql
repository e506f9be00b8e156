-- Everything through which a role could have its code run by whoever plans. MARKER is a path that appears when it does, on a
-- server that has advisor's roles.
CREATE SCHEMA evil;
-- An IMMUTABLE function may call a VOLATILE one, which may do anything.
CREATE FUNCTION evil.act() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname LIKE 'advisor%') THEN
    EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch MARKER''';
  END IF;
END $$;
CREATE FUNCTION evil.run(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM evil.act(); RETURN $1; END $$;
CREATE FUNCTION evil.now() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN evil.run(1); END $$;
CREATE FUNCTION evil.text(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM evil.run(1); RETURN $1; END $$;
CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM evil.run(1); RETURN $1; END $$;
CREATE FUNCTION evil.same(int, int) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN evil.run($1) = $2; END $$;
CREATE FUNCTION evil.inlined(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT evil.run($1)';
CREATE FUNCTION evil.atomic(int) RETURNS int LANGUAGE sql IMMUTABLE RETURN evil.run($1);
CREATE FUNCTION evil.rows() RETURNS SETOF int LANGUAGE sql STABLE AS 'SELECT evil.run(1)';
CREATE FUNCTION evil.definer() RETURNS int LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT evil.run(1)';
CREATE FUNCTION evil.defaulted(a int DEFAULT evil.run(1)) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN a; END $$;
CREATE OPERATOR evil.= (LEFTARG = int, RIGHTARG = int, FUNCTION = evil.same, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE OPERATOR evil.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = evil.same, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE DOMAIN evil.checked AS int DEFAULT evil.run(1) CHECK (evil.run(VALUE) > 0);
CREATE TYPE evil.pair AS (a evil.checked, b int);
CREATE FUNCTION evil.cast(evil.pair) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN evil.run(1); END $$;
CREATE CAST (evil.pair AS int) WITH FUNCTION evil.cast(evil.pair) AS IMPLICIT;
CREATE FUNCTION evil.diff(float8, float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS
  $$ BEGIN PERFORM evil.run(1); RETURN $1 - $2; END $$;
CREATE TYPE evil.span AS RANGE (subtype = float8, subtype_diff = evil.diff);
CREATE FUNCTION evil.step(evil.checked, int) RETURNS evil.checked LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM evil.run(1); RETURN 1; END $$;
CREATE AGGREGATE evil.total(int) (SFUNC = evil.step, STYPE = evil.checked, INITCOND = '1');
CREATE TABLE public.things (id int PRIMARY KEY, kind int, word text, made int DEFAULT evil.run(1), c evil.checked, s evil.span,
  twice int GENERATED ALWAYS AS (evil.run(id)) STORED, CHECK (evil.run(kind) >= 0));
INSERT INTO public.things (id, kind, word, c, s) SELECT i, i % 90, 'w' || i % 40, 1 + i % 7, evil.span(i, i + 5)
  FROM generate_series(1, 5000) i;
CREATE INDEX things_evil ON public.things (evil.run(kind));
CREATE INDEX things_word ON public.things (evil.text(word)) WHERE evil.run(kind) > 3;
CREATE INDEX things_checked ON public.things (c);
CREATE INDEX things_span ON public.things USING gist (s);
CREATE STATISTICS public.things_expressions ON evil.run(kind), word FROM public.things;
CREATE VIEW public.seen AS SELECT id, evil.run(1) AS x FROM public.things WHERE kind = evil.now();
CREATE MATERIALIZED VIEW public.kept AS SELECT evil.run(1) AS x;
CREATE TABLE public.guarded (id int PRIMARY KEY, owner text);
INSERT INTO public.guarded SELECT i, 'o' || i % 9 FROM generate_series(1, 2000) i;
ALTER TABLE public.guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON public.guarded USING (id = evil.now() OR evil.run(id) > 5);
CREATE RULE more AS ON UPDATE TO public.guarded DO ALSO SELECT evil.run(1);
CREATE FUNCTION evil.fired() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM evil.run(1); RETURN NEW; END $$;
CREATE TRIGGER fired BEFORE INSERT OR UPDATE ON public.things FOR EACH ROW EXECUTE FUNCTION evil.fired();
ALTER TABLE public.things ENABLE ALWAYS TRIGGER fired;
CREATE FUNCTION evil.happened() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM evil.run(1); END $$;
CREATE EVENT TRIGGER EVENT ON ddl_command_end EXECUTE FUNCTION evil.happened();
CREATE TABLE public.parts (id int, at int) PARTITION BY RANGE (evil.run(at));
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM (evil.run(0)) TO (evil.run(1000));
CREATE TABLE public.parts_2 PARTITION OF public.parts DEFAULT;
INSERT INTO public.parts SELECT i, i FROM generate_series(1, 2000) i;
VACUUM ANALYZE public.things, public.guarded, public.parts;
