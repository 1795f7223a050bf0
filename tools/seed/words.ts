// The texts of the demo data: names, streets, and what people at an agency write down.

type Words = readonly string[];

export const AGENTS: Words = [
  'agente-lucia',
  'agente-mateo',
  'agente-irene',
  'agente-javier',
  'agente-noelia',
];

/** The user who writes contacts and listings. */
export const OFFICE = 'admin-carmen';

export const FIRST_NAMES: Words = [
  'Sofía Lucía Martina María Julia Paula Valeria Emma Daniela Carla',
  'Alba Noa Carmen Sara Valentina Laura Ana Marta Elena Claudia',
  'Irene Inés Nuria Rocío Beatriz Pilar Cristina Raquel Silvia Teresa',
  'Hugo Mateo Martín Lucas Leo Daniel Alejandro Manuel Pablo Álvaro',
  'Adrián Enzo Mario Diego David Javier Marcos Sergio Iván Rubén',
  'Óscar Jorge Luis Andrés Ignacio Gonzalo Ramón Fernando Tomás Íñigo',
].flatMap((line) => line.split(' '));

export const SURNAMES: Words = [
  'García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez',
  'Martín Jiménez Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso',
  'Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano',
  'Blanco Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín',
  'Sanz Núñez Iglesias Medina Garrido Cortés Castillo Santos Lozano',
  'Guerrero Cano Prieto Méndez Cruz Calvo Gallego Vidal León Herrera',
  'Márquez Peña Cabrera Flores Campos Vega Fuentes Carrasco Peñalver',
].flatMap((line) => line.split(' '));

/** Streets of Madrid by district, with a rough price of a square metre in euros. */
export const DISTRICTS: readonly District[] = [
  {
    name: 'Centro',
    price: 6_300,
    streets: ['Calle Mayor', 'Calle de Atocha', 'Calle del Pez', 'Calle de la Palma'],
  },
  {
    name: 'Salamanca',
    price: 8_400,
    streets: ['Calle de Serrano', 'Calle de Goya', 'Calle de Velázquez', 'Calle de Alcalá'],
  },
  {
    name: 'Chamberí',
    price: 7_200,
    streets: [
      'Calle de Fuencarral',
      'Calle de Ponzano',
      'Calle de Santa Engracia',
      'Calle de Viriato',
    ],
  },
  {
    name: 'Retiro',
    price: 6_500,
    streets: ['Calle de Ibiza', 'Calle de Narváez', 'Avenida de Menéndez Pelayo'],
  },
  {
    name: 'Chamartín',
    price: 6_700,
    streets: ['Calle de Príncipe de Vergara', 'Calle de López de Hoyos', 'Calle de Alfonso XIII'],
  },
  {
    name: 'Tetuán',
    price: 4_700,
    streets: ['Calle de Bravo Murillo', 'Calle de Orense', 'Calle de Francos Rodríguez'],
  },
  {
    name: 'Arganzuela',
    price: 5_100,
    streets: ['Paseo de las Delicias', 'Calle de Embajadores', 'Paseo de Santa María de la Cabeza'],
  },
  {
    name: 'Carabanchel',
    price: 2_900,
    streets: ['Calle General Ricardos', 'Avenida de Oporto', 'Calle de la Oca'],
  },
  {
    name: 'Hortaleza',
    price: 4_200,
    streets: ['Gran Vía de Hortaleza', 'Calle de Silvano', 'Avenida de San Luis'],
  },
];

interface District {
  name: string;
  price: number;
  streets: Words;
}

export const FLOORS: Words = [
  'bajo A, bajo B, 1.º A, 1.º B, 1.º C, 2.º A, 2.º B, 2.º izquierda, 2.º derecha',
  '3.º A, 3.º B, 3.º exterior, 4.º A, 4.º B, 4.º derecha, 5.º A, 5.º C, 6.º B',
  '7.º A, ático, ático izquierda',
].flatMap((line) => line.split(', '));

export const NOTES = {
  enquiry: [
    '¿Sigue disponible? Me gustaría verlo.',
    '¿Admite mascotas? ¿Y tiene ascensor?',
    'Estoy interesado en este inmueble. ¿Pueden llamarme por la tarde?',
    'Quisiera más fotos y saber los gastos de comunidad.',
    '¿Se puede visitar este fin de semana?',
    '¿El precio es negociable?',
  ],
  viewing: [
    'Primera visita. Vendrá con su pareja.',
    'Quiere ver el estado de la cocina y las ventanas.',
    'Pregunta por los gastos de comunidad.',
    'Busca luz natural y ascensor.',
    'Tiene la hipoteca preconcedida.',
    'Viene de parte de un antiguo cliente.',
    'Le interesa la plaza de garaje.',
    'Recoger las llaves en la oficina.',
  ],
  again: [
    'Segunda visita, con la familia.',
    'Quiere volver a verlo por la tarde, con otra luz.',
    'Viene con un arquitecto para valorar la reforma.',
    'Segunda visita: medir el salón y los dormitorios.',
  ],
  advice: ['Reunión para concretar lo que busca.', 'Reunión en la oficina: presupuesto y zonas.'],
  undecided: [
    'Aún no ha elegido piso: enseñar dos o tres de la zona.',
    'Busca en la zona, sin un inmueble concreto todavía.',
  ],
  signing: [
    'Firma de las arras en la oficina.',
    'Firma ante notario. Traer DNI y cheque bancario.',
  ],
  self: ['Reservado desde la web.', '¿Podría ser un poco antes? Gracias.'],
  visited: [
    'Le ha gustado; lo hablará en casa.',
    'Le parece pequeño el segundo dormitorio.',
    'Muy interesado, pregunta por la fecha de entrega.',
    'El precio se le va un poco de presupuesto.',
    'Visita rápida, sin muchas preguntas.',
  ],
  moreInfo: [
    'Pide la nota simple y el certificado energético.',
    'Quiere saber si hay derramas pendientes.',
    'Pide el recibo del IBI y las actas de la comunidad.',
    'Pregunta si el precio es negociable.',
  ],
  offer: [
    'Ofrece al terminar la visita, sujeto a financiación.',
    'Oferta en firme, con arras en dos semanas.',
    'Ofrece con la condición de incluir los muebles.',
  ],
} satisfies Record<string, Words>;

/** The reasons of moves by hand, as agents word them. */
export const REASONS = {
  informed: [
    'Enviada la nota simple por correo, esperamos su respuesta',
    'Le he mandado los gastos de comunidad y el IBI',
    'Hemos hablado por teléfono, contesta esta semana',
    'Documentación enviada, quedan en decirnos algo',
  ],
  waiting: [
    'No coge el teléfono, le dejo un mensaje',
    'Le propongo nuevas fechas por WhatsApp',
    'Pendiente de que confirme otra fecha',
  ],
  offerByPhone: [
    'Ha llamado para hacer una oferta',
    'Nos manda la oferta por correo',
    'Pasa por la oficina y presenta oferta',
  ],
  review: [
    'Trasladada la oferta a la propiedad',
    'La propiedad la estudia este fin de semana',
    'El propietario lo consulta con sus hermanos',
  ],
  accepted: [
    'La propiedad acepta el precio',
    'Acuerdo cerrado con la propiedad, pasamos a arras',
    'Aceptan con entrega en dos meses',
  ],
  rejected: [
    'La propiedad no baja de su precio',
    'El propietario ha recibido una oferta mejor',
    'No aceptan la condición de los muebles',
  ],
  improved: ['El cliente mejora su oferta', 'Nueva oferta, un poco más alta'],
  withdrawn: ['El banco no concede la hipoteca', 'El comprador se retira antes de las arras'],
  won: [
    'Firmado ante notario',
    'Escritura firmada y llaves entregadas',
    'Venta cerrada en notaría',
  ],
  lostEarly: [
    'No contesta desde hace semanas',
    'Ya no busca piso en la zona',
    'Era solo curiosidad, no piensa comprar ahora',
  ],
  lostAfterVisit: [
    'Ha comprado otro piso',
    'Se le va de presupuesto',
    'Prefiere una zona más tranquila',
    'Le falta un dormitorio',
    'Decide seguir de alquiler este año',
  ],
  lostAfterOffer: [
    'No llega al precio de la propiedad',
    'No hay acuerdo, sigue buscando por su cuenta',
    'Sin financiación para subir la oferta',
  ],
} satisfies Record<string, Words>;
