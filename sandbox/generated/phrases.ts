/** What people write, by language. `{n}` becomes a number. */
import { dictionary } from '../dictionary';

export interface Phrases {
  subjects: readonly string[];
  reports: readonly string[];
  replies: readonly string[];
  followUps: readonly string[];
}

const ENGLISH: Phrases = {
  subjects: [
    'VPN drops every {n} minutes',
    'Invoice {n} was charged twice',
    'Printer {n} on floor 3 is offline 🖨️',
    'Please reset my password',
    'New starter on Monday: laptop & badge',
    'Export stops at {n} rows',
  ],
  reports: [
    'It worked until yesterday evening.',
    'Restarting did not help.',
    'The message says: "Error {n}: <timeout> & retry".',
    'About {n} colleagues see the same.',
    'This blocks our month-end closing.',
    'I have attached what I see.',
  ],
  replies: [
    'Thank you for the details. We can reproduce it and are working on a fix.',
    'Could you send us the exact time and your device name?',
    'A fix went out this morning. Please try again.',
    'We have passed this to the field engineers.',
  ],
  followUps: [
    'Still the same, sorry 😕',
    'Any news on this?',
    'That did it, thank you! 🎉',
    'It came back after lunch.',
  ],
};

const PHRASES: Readonly<Record<string, Phrases>> = dictionary({
  en: ENGLISH,
  fr: {
    subjects: [
      'Le VPN se coupe toutes les {n} minutes',
      'Facture n° {n} débitée deux fois',
      'Imprimante {n} hors ligne',
      'Mot de passe oublié',
      'Accès au dossier « Équipe » refusé',
    ],
    reports: [
      'Ça marchait encore hier soir.',
      'J’ai déjà redémarré, sans succès.',
      'Environ {n} collègues sont touchés.',
      'C’est bloquant pour la clôture.',
      'Voir la capture ci-jointe.',
    ],
    replies: [
      'Merci pour ces précisions, nous reproduisons le problème.',
      'Pouvez-vous nous indiquer l’heure exacte ?',
      'C’est corrigé depuis ce matin, merci de réessayer.',
    ],
    followUps: ['Toujours pareil…', 'Des nouvelles ?', 'C’est réglé, merci beaucoup 👍'],
  },
  de: {
    subjects: [
      'VPN bricht alle {n} Minuten ab',
      'Rechnung {n} wurde doppelt abgebucht',
      'Drucker {n} im 3. Stock offline',
      'Passwort zurücksetzen',
      'Größenänderung des Postfachs nötig',
    ],
    reports: [
      'Gestern Abend ging es noch.',
      'Ein Neustart hat nicht geholfen.',
      'Etwa {n} Kolleginnen und Kollegen sind betroffen.',
      'Wir können so nicht weiterarbeiten.',
      'Anbei ein Bildschirmfoto.',
    ],
    replies: [
      'Vielen Dank, wir konnten das nachstellen.',
      'Könnten Sie uns bitte die genaue Uhrzeit nennen?',
      'Der Fehler ist behoben, bitte prüfen Sie es noch einmal.',
    ],
    followUps: ['Leider unverändert.', 'Gibt es schon etwas Neues?', 'Jetzt läuft’s – besten Dank! 😊'],
  },
  es: {
    subjects: [
      'La VPN se corta cada {n} minutos',
      '¿Por qué se cobró dos veces la factura {n}?',
      'Impresora {n} sin conexión',
      'No puedo iniciar sesión',
      'Añadir un buzón compartido',
    ],
    reports: [
      'Ayer por la tarde funcionaba.',
      'Reiniciar no sirvió.',
      'Les pasa a unas {n} personas.',
      'No podemos cerrar el mes.',
      'Adjunto una captura.',
    ],
    replies: [
      'Gracias por la información; lo hemos reproducido.',
      '¿Nos indica la hora exacta, por favor?',
      'Ya está corregido. Inténtelo de nuevo.',
    ],
    followUps: ['Sigue igual 😞', '¿Hay novedades?', '¡Solucionado, muchas gracias!'],
  },
  pl: {
    subjects: [
      'VPN rozłącza się co {n} minut',
      'Faktura {n} obciążona dwukrotnie',
      'Drukarka {n} nie odpowiada',
      'Proszę o reset hasła',
    ],
    reports: [
      'Wczoraj wieczorem jeszcze działało.',
      'Ponowne uruchomienie nie pomogło.',
      'Dotyczy około {n} osób.',
      'W załączniku zrzut ekranu.',
    ],
    replies: ['Dziękujemy, odtworzyliśmy błąd.', 'Proszę podać dokładną godzinę.', 'Usterka została usunięta.'],
    followUps: ['Nadal to samo.', 'Czy coś już wiadomo?', 'Działa, dziękuję! ✅'],
  },
  ja: {
    subjects: [
      'VPNが{n}分ごとに切断されます',
      '請求書{n}が二重に引き落とされました',
      '3階のプリンター{n}がオフラインです',
      'パスワードを再設定してください',
    ],
    reports: [
      '昨日の夕方までは使えていました。',
      '再起動しても直りません。',
      '約{n}名に影響があります。',
      '画面を添付します。',
    ],
    replies: [
      'ご連絡ありがとうございます。再現を確認しました。',
      '発生した時刻を教えていただけますか。',
      '修正しました。もう一度お試しください。',
    ],
    followUps: ['まだ同じです。', 'その後いかがでしょうか。', '直りました。ありがとうございます🙇‍♀️'],
  },
  hi: {
    subjects: [
      'वीपीएन हर {n} मिनट में बंद हो जाता है',
      'बिल {n} दो बार लिया गया',
      'प्रिंटर {n} काम नहीं कर रहा',
      'पासवर्ड रीसेट करें',
    ],
    reports: ['कल शाम तक सब ठीक था।', 'दोबारा चालू करने से भी ठीक नहीं हुआ।', 'लगभग {n} लोग प्रभावित हैं।'],
    replies: ['जानकारी के लिए धन्यवाद, हम जाँच कर रहे हैं।', 'कृपया सही समय बताएँ।', 'अब ठीक कर दिया गया है।'],
    followUps: ['अभी भी वही समस्या है।', 'कोई सूचना?', 'ठीक हो गया, धन्यवाद 🙏'],
  },
  ar: {
    subjects: [
      'ينقطع الاتصال كل {n} دقيقة',
      'تم خصم الفاتورة {n} مرتين',
      'الطابعة {n} غير متصلة',
      'إعادة تعيين كلمة المرور',
    ],
    reports: [
      'كان يعمل حتى مساء أمس.',
      'لم تنفع إعادة التشغيل.',
      'المشكلة عند {n} زملاء تقريبًا.',
      'أرفقت صورة للشاشة.',
    ],
    replies: ['شكرًا على التفاصيل، نعمل على الحل.', 'هل يمكنكم ذكر الوقت بالضبط؟', 'تم الإصلاح، يرجى المحاولة مجددًا.'],
    followUps: ['ما زالت المشكلة قائمة.', 'هل من جديد؟', 'تم الحل، شكرًا 🌟'],
  },
});

/** Falls back to English for a language without phrases. */
export function phrasesOf(language: string): Phrases {
  return PHRASES[language] ?? ENGLISH;
}
