SELECT object, size_bytes, printf('%5.2f', scans) FROM indexes ORDER BY 2 DESC LIMIT 20
