/** Is a direction inside a polygon, its edges and corners included. */
export const polygonHasSql = String.raw`CREATE OR REPLACE FUNCTION dax.polygon_has(v float8[], px float8, py float8, pz float8) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE n int := cardinality(v) / 3; i int; total float8 := 0; ax float8 := v[3*n-2]; ay float8 := v[3*n-1]; az float8 := v[3*n];
  gx float8; gy float8; gz float8; nx float8; ny float8; nz float8; s float8; c float8; m float8; da float8 := px*ax + py*ay + pz*az; db float8;
BEGIN
  IF NOT dax.polygon_compact(v) THEN RETURN dax.polygon_edge_distance(v, px, py, pz) <= 1e-13 OR dax.polygon_has_wide(v, px, py, pz); END IF;
  FOR i IN 1 .. n LOOP
    gx := v[3*i-2]; gy := v[3*i-1]; gz := v[3*i];
    -- a corner is inside, however the angles there round
    IF (px-gx)*(px-gx) + (py-gy)*(py-gy) + (pz-gz)*(pz-gz) <= 1e-26 THEN RETURN true; END IF;
    db := px*gx + py*gy + pz*gz;
    nx := ay*gz - az*gy; ny := az*gx - ax*gz; nz := ax*gy - ay*gx;
    s := px*nx + py*ny + pz*nz; c := ax*gx + ay*gy + az*gz - da * db;
    m := nx*nx + ny*ny + nz*nz;
    IF m > 1e-28 THEN
      IF s * s <= 1e-26 * m AND c <= 1e-16 AND da + db > 0 THEN RETURN true; END IF;
      total := total + atan2(s, c);
    END IF;
    ax := gx; ay := gy; az := gz; da := db;
  END LOOP;
  RETURN abs(total) > 3.14159 AND px*v[1] + py*v[2] + pz*v[3] > 0;
END $$;
`

/** Polygons as unit vectors (x1, y1, z1, x2, …), edges great circles, the inside the smaller part: part of geometrySql. Angles in rad. */
export const polygonSql = String.raw`
-- vertices of a polygon shape as unit vectors
CREATE FUNCTION dax.vectors(shape float8[]) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE n int := (cardinality(shape) - 1) / 2; res float8[] := array_fill(0::float8, ARRAY[3 * n]); i int; c float8;
BEGIN
  FOR i IN 1 .. n LOOP
    c := cos(shape[2*i+1] * 0.017453292519943295);
    res[3*i-2] := c * cos(shape[2*i] * 0.017453292519943295); res[3*i-1] := c * sin(shape[2*i] * 0.017453292519943295); res[3*i] := sin(shape[2*i+1] * 0.017453292519943295);
  END LOOP;
  RETURN res;
END $$;

-- the direction whose line is farthest from all edges: safe base of areas, and safe pole, for polygons that fit no cap of 60°
CREATE FUNCTION dax.polygon_base(v float8[]) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE best float8 := -1; d float8; m float8; res float8[]; a int; b int; c int;
BEGIN
  FOR a IN -1 .. 1 LOOP FOR b IN -1 .. 1 LOOP FOR c IN -1 .. 1 LOOP
    m := sqrt(a*a + b*b + c*c);
    CONTINUE WHEN m = 0;
    d := least(dax.polygon_edge_distance(v, a/m, b/m, c/m), dax.polygon_edge_distance(v, -a/m, -b/m, -c/m));
    IF d > best THEN best := d; res := ARRAY[a/m, b/m, c/m]; END IF;
  END LOOP; END LOOP; END LOOP;
  RETURN res;
END $$;

-- signed area of the fan of triangles from a base: positive when the vertices go round it counter-clockwise
CREATE FUNCTION dax.polygon_fan(v float8[], ox float8, oy float8, oz float8) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE n int := cardinality(v) / 3; i int; total float8 := 0; ax float8 := v[3*n-2]; ay float8 := v[3*n-1]; az float8 := v[3*n]; gx float8; gy float8; gz float8;
  px float8; py float8; pz float8; qx float8; qy float8; qz float8;
BEGIN
  FOR i IN 1 .. n LOOP
    gx := v[3*i-2]; gy := v[3*i-1]; gz := v[3*i];
    px := ax - ox; py := ay - oy; pz := az - oz; qx := gx - ox; qy := gy - oy; qz := gz - oz;
    total := total + 2 * atan2(ox * (py*qz - pz*qy) + oy * (pz*qx - px*qz) + oz * (px*qy - py*qx), 1 + ox*ax + oy*ay + oz*az + ax*gx + ay*gy + az*gz + ox*gx + oy*gy + oz*gz);
    ax := gx; ay := gy; az := gz;
  END LOOP;
  RETURN total;
END $$;

-- does a cap of 60° round the first vertex hold all of them
CREATE FUNCTION dax.polygon_compact(v float8[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE i int; x float8 := v[1]; y float8 := v[2]; z float8 := v[3];
BEGIN
  FOR i IN 2 .. cardinality(v) / 3 LOOP IF v[3*i-2] * x + v[3*i-1] * y + v[3*i] * z < 0.5 THEN RETURN false; END IF; END LOOP;
  RETURN true;
END $$;

CREATE FUNCTION dax.polygon_area(v float8[]) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE base float8[] := CASE WHEN dax.polygon_compact(v) THEN v[1:3] ELSE dax.polygon_base(v) END; a float8 := abs(dax.polygon_fan(v, base[1], base[2], base[3]));
BEGIN
  RETURN least(a, 4 * pi() - a);
END $$;

-- is the direction inside, for polygons of any size: counts the edges that the meridian to a pole far from all edges crosses
CREATE FUNCTION dax.polygon_has_wide(v float8[], px float8, py float8, pz float8) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE n int := cardinality(v) / 3; base float8[] := dax.polygon_base(v); fan float8 := dax.polygon_fan(v, base[1], base[2], base[3]);
  flipped boolean := CASE WHEN fan >= 0 THEN fan ELSE fan + 4 * pi() END > 2 * pi();
  inside boolean := CASE WHEN flipped THEN fan > 0 ELSE fan < 0 END;
  nx float8 := -base[1]; ny float8 := -base[2]; nz float8 := -base[3]; ex float8; ey float8; ez float8; fx float8; fy float8; fz float8; m float8;
  u float8; w float8; h float8; q float8; i int; ax float8; ay float8; az float8; gx float8; gy float8; gz float8; sa float8; sb float8;
BEGIN
  IF abs(nx) < 0.6 THEN ex := 0; ey := -nz; ez := ny; ELSE ex := nz; ey := 0; ez := -nx; END IF;
  m := sqrt(ex*ex + ey*ey + ez*ez); ex := ex/m; ey := ey/m; ez := ez/m;
  fx := ny*ez - nz*ey; fy := nz*ex - nx*ez; fz := nx*ey - ny*ex;
  u := px*ex + py*ey + pz*ez; w := px*fx + py*fy + pz*fz; h := px*nx + py*ny + pz*nz; q := sqrt(u*u + w*w);
  IF q = 0 THEN u := 1; w := 0; ELSE u := u/q; w := w/q; END IF;
  ax := v[3*n-2]*ex + v[3*n-1]*ey + v[3*n]*ez; ay := v[3*n-2]*fx + v[3*n-1]*fy + v[3*n]*fz; az := v[3*n-2]*nx + v[3*n-1]*ny + v[3*n]*nz; sa := u*ay - w*ax;
  FOR i IN 1 .. n LOOP
    gx := v[3*i-2]*ex + v[3*i-1]*ey + v[3*i]*ez; gy := v[3*i-2]*fx + v[3*i-1]*fy + v[3*i]*fz; gz := v[3*i-2]*nx + v[3*i-1]*ny + v[3*i]*nz; sb := u*gy - w*gx;
    IF (sa >= 0) <> (sb >= 0) AND u * (abs(sb)*ax + abs(sa)*gx) + w * (abs(sb)*ay + abs(sa)*gy) > 0
       AND (abs(sb)*az + abs(sa)*gz) * q > h * (u * (abs(sb)*ax + abs(sa)*gx) + w * (abs(sb)*ay + abs(sa)*gy)) THEN inside := NOT inside; END IF;
    ax := gx; ay := gy; az := gz; sa := sb;
  END LOOP;
  RETURN inside OR dax.polygon_edge_distance(v, px, py, pz) <= 1e-13;
END $$;

-- the workhorse: does a polygon (as a shape) meet the cap of radius r round a direction? One pass over the vertices
CREATE FUNCTION dax.polygon_circle(shape float8[], px float8, py float8, pz float8, r float8) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE k int := cardinality(shape) - 1; c float8 := cos(shape[k+1] * 0.017453292519943295); ax float8 := c * cos(shape[k] * 0.017453292519943295); ay float8 := c * sin(shape[k] * 0.017453292519943295); az float8 := sin(shape[k+1] * 0.017453292519943295);
  gx float8; gy float8; gz float8; nx float8; ny float8; nz float8; m float8; s float8; da float8; db float8;
  fx float8 := ax; fy float8 := ay; fz float8 := az; low float8 := 1; near float8; sine float8; total float8 := 0; wide boolean := r >= 1.5;
BEGIN
  -- squared chord of r, and of the sine of r
  near := 4 * sin(least(r, pi()) / 2) ^ 2 + 1e-26; sine := CASE WHEN wide THEN 4 ELSE sin(r) ^ 2 + 1e-26 END;
  da := px*ax + py*ay + pz*az;
  FOR i IN 1 .. k / 2 LOOP
    c := cos(shape[2*i+1] * 0.017453292519943295);
    gx := c * cos(shape[2*i] * 0.017453292519943295); gy := c * sin(shape[2*i] * 0.017453292519943295); gz := sin(shape[2*i+1] * 0.017453292519943295);
    db := px*gx + py*gy + pz*gz;
    IF db > 0.9 OR wide THEN
      IF (px-gx)*(px-gx) + (py-gy)*(py-gy) + (pz-gz)*(pz-gz) <= near THEN RETURN true; END IF;
    ELSIF 2 - 2 * db <= near THEN RETURN true; END IF;
    nx := ay*gz - az*gy; ny := az*gx - ax*gz; nz := ax*gy - ay*gx;
    s := px*nx + py*ny + pz*nz; c := ax*gx + ay*gy + az*gz;
    m := nx*nx + ny*ny + nz*nz;
    -- the foot of the perpendicular lies on the edge: p is ahead of a and behind b
    IF s * s <= sine * m AND m > 1e-28 AND db >= da * c AND da >= db * c AND da + db > 0 THEN RETURN true; END IF;
    total := total + CASE WHEN m > 1e-28 THEN atan2(s, c - da * db) ELSE 0 END;
    m := fx*gx + fy*gy + fz*gz;
    IF m < low THEN low := m; END IF;
    ax := gx; ay := gy; az := gz; da := db;
  END LOOP;
  IF wide OR low < 0.5 THEN RETURN dax.polygon_circle_wide(dax.vectors(shape), px, py, pz, r); END IF;
  -- once round the direction, and on its side of the sky
  RETURN abs(total) > 3.14159 AND px*fx + py*fy + pz*fz > 0;
END $$;

-- the same, slower, for wide polygons and circles
CREATE FUNCTION dax.polygon_circle_wide(v float8[], px float8, py float8, pz float8, r float8) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
  RETURN dax.polygon_edge_distance(v, px, py, pz) <= r + 1e-13 OR dax.polygon_has(v, px, py, pz);
END $$;

${polygonHasSql}
-- smallest angle between a direction and a polygon's boundary
CREATE FUNCTION dax.polygon_edge_distance(v float8[], px float8, py float8, pz float8) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE n int := cardinality(v) / 3; i int; best float8 := 10; d float8; m float8; ax float8 := v[3*n-2]; ay float8 := v[3*n-1]; az float8 := v[3*n];
  gx float8; gy float8; gz float8; nx float8; ny float8; nz float8;
BEGIN
  FOR i IN 1 .. n LOOP
    gx := v[3*i-2]; gy := v[3*i-1]; gz := v[3*i];
    d := 2 * asin(least(1, sqrt((gx-px)*(gx-px) + (gy-py)*(gy-py) + (gz-pz)*(gz-pz)) / 2));
    IF d < best THEN best := d; END IF;
    nx := ay*gz - az*gy; ny := az*gx - ax*gz; nz := ax*gy - ay*gx;
    m := sqrt(nx*nx + ny*ny + nz*nz);
    IF m > 1e-14 AND nx*(ay*pz - az*py) + ny*(az*px - ax*pz) + nz*(ax*py - ay*px) >= 0 AND nx*(py*gz - pz*gy) + ny*(pz*gx - px*gz) + nz*(px*gy - py*gx) >= 0 THEN
      d := asin(least(1, abs(nx*px + ny*py + nz*pz) / m));
      IF d < best THEN best := d; END IF;
    END IF;
    ax := gx; ay := gy; az := gz;
  END LOOP;
  RETURN best;
END $$;

CREATE FUNCTION dax.edges_cross(v float8[], w float8[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE n int := cardinality(v) / 3; m int := cardinality(w) / 3; i int; k int; s1 float8; s2 float8; s3 float8; s4 float8;
  ax float8 := v[3*n-2]; ay float8 := v[3*n-1]; az float8 := v[3*n]; gx float8; gy float8; gz float8; nx float8; ny float8; nz float8;
  cx float8; cy float8; cz float8; dx float8; dy float8; dz float8; ox float8; oy float8; oz float8;
BEGIN
  FOR i IN 1 .. n LOOP
    gx := v[3*i-2]; gy := v[3*i-1]; gz := v[3*i];
    nx := ay*gz - az*gy; ny := az*gx - ax*gz; nz := ax*gy - ay*gx;
    cx := w[3*m-2]; cy := w[3*m-1]; cz := w[3*m]; s1 := nx*cx + ny*cy + nz*cz;
    FOR k IN 1 .. m LOOP
      dx := w[3*k-2]; dy := w[3*k-1]; dz := w[3*k]; s2 := nx*dx + ny*dy + nz*dz;
      IF s1 <= 0 AND s2 >= 0 OR s1 >= 0 AND s2 <= 0 THEN
        ox := cy*dz - cz*dy; oy := cz*dx - cx*dz; oz := cx*dy - cy*dx;
        s3 := ox*ax + oy*ay + oz*az; s4 := ox*gx + oy*gy + oz*gz;
        -- crossing, and not the antipode of one edge: the sum of the ends looks the same way
        IF (s1 <= 0 AND s2 >= 0 AND s3 >= 0 AND s4 <= 0 OR s1 >= 0 AND s2 <= 0 AND s3 <= 0 AND s4 >= 0) AND NOT (s1 = 0 AND s2 = 0)
           AND (ax*abs(s4) + gx*abs(s3)) * (cx*abs(s2) + dx*abs(s1)) + (ay*abs(s4) + gy*abs(s3)) * (cy*abs(s2) + dy*abs(s1)) + (az*abs(s4) + gz*abs(s3)) * (cz*abs(s2) + dz*abs(s1)) > 0
        THEN RETURN true; END IF;
      END IF;
      cx := dx; cy := dy; cz := dz; s1 := s2;
    END LOOP;
    ax := gx; ay := gy; az := gz;
  END LOOP;
  RETURN false;
END $$;

CREATE FUNCTION dax.polygons_meet(v float8[], w float8[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
  RETURN dax.polygon_has(w, v[1], v[2], v[3]) OR dax.polygon_has(v, w[1], w[2], w[3]) OR dax.edges_cross(v, w);
END $$;

-- is v inside w, given that its vertices are
CREATE FUNCTION dax.polygon_inside(v float8[], w float8[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE n int := cardinality(v) / 3; i int; j int; k int; x float8; y float8; z float8; m float8;
BEGIN
  -- a corner of w that sticks into v cuts it
  FOR i IN 1 .. cardinality(w) / 3 LOOP
    IF dax.polygon_has(v, w[3*i-2], w[3*i-1], w[3*i]) AND dax.polygon_edge_distance(v, w[3*i-2], w[3*i-1], w[3*i]) > 1e-12 THEN RETURN false; END IF;
  END LOOP;
  -- edges of v that leave w between two of its vertices: points along them
  FOR i IN 1 .. n LOOP
    j := i % n;
    FOR k IN 1 .. 3 LOOP
      x := v[3*i-2] * k + v[3*j+1] * (4 - k); y := v[3*i-1] * k + v[3*j+2] * (4 - k); z := v[3*i] * k + v[3*j+3] * (4 - k);
      m := sqrt(x*x + y*y + z*z);
      IF m > 1e-9 AND NOT dax.polygon_has(w, x/m, y/m, z/m) AND dax.polygon_edge_distance(w, x/m, y/m, z/m) > 1e-13 THEN RETURN false; END IF;
    END LOOP;
  END LOOP;
  RETURN dax.polygon_has(w, v[1], v[2], v[3]) AND dax.polygon_area(v) <= dax.polygon_area(w) + 1e-12;
END $$;

-- [ra, dec] of the centre of mass: half the sum over the edges of (arc length) × (unit normal)
CREATE FUNCTION dax.polygon_centroid(v float8[]) RETURNS float8[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE n int := cardinality(v) / 3; i int; j int; m float8; w float8; x float8 := 0; y float8 := 0; z float8 := 0; nx float8; ny float8; nz float8;
  ox float8 := 0; oy float8 := 0; oz float8 := 0; small boolean := true;
BEGIN
  FOR i IN 1 .. n LOOP ox := ox + v[3*i-2]; oy := oy + v[3*i-1]; oz := oz + v[3*i]; END LOOP;
  m := sqrt(ox*ox + oy*oy + oz*oz);
  IF m > 1e-9 THEN ox := ox/m; oy := oy/m; oz := oz/m; END IF;
  FOR i IN 1 .. n LOOP IF (v[3*i-2]-ox)^2 + (v[3*i-1]-oy)^2 + (v[3*i]-oz)^2 > 1e-6 THEN small := false; END IF; END LOOP;
  FOR i IN 1 .. n LOOP
    j := i % n;
    nx := v[3*i-1]*v[3*j+3] - v[3*i]*v[3*j+2]; ny := v[3*i]*v[3*j+1] - v[3*i-2]*v[3*j+3]; nz := v[3*i-2]*v[3*j+2] - v[3*i-1]*v[3*j+1];
    m := sqrt(nx*nx + ny*ny + nz*nz);
    IF small THEN
      -- the sum would cancel: flat triangles from the middle are exact enough
      w := (v[3*i-1]-oy)*(v[3*j+3]-oz) - (v[3*i]-oz)*(v[3*j+2]-oy);
      w := ox * w + oy * ((v[3*i]-oz)*(v[3*j+1]-ox) - (v[3*i-2]-ox)*(v[3*j+3]-oz)) + oz * ((v[3*i-2]-ox)*(v[3*j+2]-oy) - (v[3*i-1]-oy)*(v[3*j+1]-ox));
      x := x + w * (v[3*i-2] + v[3*j+1] - 2*ox) / 3; y := y + w * (v[3*i-1] + v[3*j+2] - 2*oy) / 3; z := z + w * (v[3*i] + v[3*j+3] - 2*oz) / 3;
      nz := w;
    ELSIF m > 1e-15 THEN
      w := atan2(m, v[3*i-2]*v[3*j+1] + v[3*i-1]*v[3*j+2] + v[3*i]*v[3*j+3]) / m;
      x := x + w * nx; y := y + w * ny; z := z + w * nz;
    END IF;
  END LOOP;
  IF small THEN
    w := 0;
    FOR i IN 1 .. n LOOP
      j := i % n;
      w := w + ox * ((v[3*i-1]-oy)*(v[3*j+3]-oz) - (v[3*i]-oz)*(v[3*j+2]-oy)) + oy * ((v[3*i]-oz)*(v[3*j+1]-ox) - (v[3*i-2]-ox)*(v[3*j+3]-oz))
        + oz * ((v[3*i-2]-ox)*(v[3*j+2]-oy) - (v[3*i-1]-oy)*(v[3*j+1]-ox));
    END LOOP;
    IF abs(w) < 1e-24 THEN RETURN dax.lonlat(ox, oy, oz); END IF;
    RETURN dax.lonlat(ox + x/w, oy + y/w, oz + z/w);
  END IF;
  -- either winding: towards the inside
  IF sqrt(x*x + y*y + z*z) < 1e-9 THEN RETURN dax.lonlat(ox, oy, oz); END IF;
  IF dax.polygon_compact(v) THEN w := x * ox + y * oy + z * oz;
  ELSE m := sqrt(x*x + y*y + z*z); w := CASE WHEN dax.polygon_has(v, x/m, y/m, z/m) OR NOT dax.polygon_has(v, -x/m, -y/m, -z/m) THEN 1 ELSE -1 END; END IF;
  RETURN CASE WHEN w < 0 THEN dax.lonlat(-x, -y, -z) ELSE dax.lonlat(x, y, z) END;
END $$;
`
