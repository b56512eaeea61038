/** Shapes from and to text (STC-S, DALI): part of geometrySql. */
export const shapeTextSql = String.raw`
-- [ra, dec, ra, dec …] of ICRS from galactic longitudes and latitudes
CREATE FUNCTION dax.from_galactic(numbers float8[]) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE res float8[] := '{}'; i int; x float8; y float8; z float8;
BEGIN
  FOR i IN 1 .. cardinality(numbers) / 2 LOOP
    x := cosd(numbers[2*i]) * cosd(numbers[2*i-1]); y := cosd(numbers[2*i]) * sind(numbers[2*i-1]); z := sind(numbers[2*i]);
    res := res || dax.lonlat(
      -0.05487565771259158 * x + 0.49410943719272676 * y - 0.8676661375596576 * z,
      -0.873437051955616 * x - 0.4448297212232952 * y - 0.19807633727300059 * z,
      -0.4838350736167153 * x + 0.7469821839866675 * y + 0.45598381368730156 * z);
  END LOOP;
  RETURN res;
END $$;

-- one shape from its word and numbers; null where they do not fit
CREATE FUNCTION dax.shape_from(word text, n float8[], galactic boolean) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE k int := cardinality(n); p float8[] := CASE WHEN galactic AND k >= 2 AND abs(n[2]) <= 90 THEN dax.from_galactic(CASE WHEN word IN ('circle', 'box') THEN n[1:2] ELSE n END) ELSE n END;
BEGIN
  IF word IN ('position', 'point') AND k = 2 THEN RETURN dax.point(p[1], p[2]); END IF;
  IF word = 'circle' AND k = 3 THEN RETURN dax.circle(p[1], p[2], n[3]); END IF;
  IF word = 'polygon' AND k >= 6 AND k % 2 = 0 THEN RETURN dax.polygon(p); END IF;
  IF word = 'box' AND k = 4 AND NOT galactic THEN RETURN dax.box(p[1], p[2], n[3], n[4]); END IF;
  RETURN NULL;
END $$;

-- the spellings of STC-S and DALI that come in tables of others: Circle, Polygon, Box, Position and Union of them; ICRS, FK5 J2000 or GALACTIC;
-- null for anything else (also an ellipse, an intersection, B1950): parse it with vo/sky/region-text.ts on its way in
CREATE FUNCTION dax.shape_of(region text) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
  galactic boolean := region ~* '\mgalactic\M';
  t text := btrim(regexp_replace(lower(region), '\m(icrs|fk5|j2000|galactic|unknownframe|geocenter|barycenter|heliocenter|topocenter|unknownrefpos|relocatable|spherical2|cartesian2|union)\M|[(),]', ' ', 'g'));
  m text[]; res float8[] := ARRAY[4::float8]; one float8[]; parts int := 0; read int := 0;
BEGIN
  IF t !~ '^((circle|polygon|box|position|point)(\s+[-+]?(\d{1,15}\.?\d{0,30}|\.\d{1,30})(e[-+]?\d{1,2})?)+\s*)+$' THEN RETURN NULL; END IF;
  FOR m IN SELECT regexp_matches(t, '(circle|polygon|box|position|point)\s+([-+.e0-9\s]*[.0-9])', 'g') LOOP
    one := dax.shape_from(m[1], regexp_split_to_array(btrim(m[2]), '\s+')::float8[], galactic);
    IF one IS NULL THEN RETURN NULL; END IF;
    parts := parts + 1;
    res := res || cardinality(one)::float8 || one;
  END LOOP;
  RETURN CASE parts WHEN 0 THEN NULL WHEN 1 THEN one ELSE res END;
END $$;

-- for CAST: text of one kind (0 point, 1 circle, 2 polygon), with or without its word; null for another
CREATE FUNCTION dax.shape_of_kind(region text, kind int) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE s float8[] := dax.shape_of(CASE WHEN region ~ '^[-+.0-9\s]' THEN (ARRAY['position ', 'circle ', 'polygon '])[kind + 1] || region ELSE region END);
BEGIN
  RETURN CASE WHEN s[1] = kind THEN s END;
END $$;

-- STC-S of a shape, ICRS; a range as the polygon of its corners
CREATE FUNCTION dax.shape_text(shape float8[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE res text; i int := 2; n int;
BEGIN
  CASE shape[1]::int
    WHEN 0 THEN RETURN 'POSITION ICRS ' || shape[2] || ' ' || shape[3];
    WHEN 1 THEN RETURN 'CIRCLE ICRS ' || shape[2] || ' ' || shape[3] || ' ' || shape[4];
    WHEN 2 THEN RETURN 'POLYGON ICRS ' || array_to_string(shape[2:], ' ');
    WHEN 3 THEN RETURN 'POLYGON ICRS ' || shape[2] || ' ' || shape[4] || ' ' || shape[3] || ' ' || shape[4] || ' ' || shape[3] || ' ' || shape[5] || ' ' || shape[2] || ' ' || shape[5];
    ELSE
      WHILE i <= cardinality(shape) LOOP
        n := shape[i];
        res := coalesce(res || ' ', '') || replace(dax.shape_text(shape[i+1 : i+n]), ' ICRS', '');
        i := i + n + 1;
      END LOOP;
      RETURN 'UNION ICRS (' || res || ')';
  END CASE;
END $$;
`
