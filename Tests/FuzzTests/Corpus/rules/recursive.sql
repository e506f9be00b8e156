WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT group_concat(i), max(length(text)) FROM n, statements WHERE text REGEXP '(a|b)*c' OR object LIKE '%a%'
